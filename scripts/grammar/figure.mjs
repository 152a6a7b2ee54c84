/** Diagrams one after the other, as many in a row as there is room for, as one SVG for light and dark pages. */

const WIDTH = 1080;
const MARGIN = 28;
const BETWEEN = 34;

const STYLE = `
    svg { --page: #ffffff; --ink: #1f2328; --soft: #57606a; --line: #57606a; --word: #dafbe1; --rule: #eaeef2; --signs: #fff4c7; }
    @media (prefers-color-scheme: dark) {
      svg { --page: #0d1117; --ink: #f0f3f6; --soft: #aab4bf; --line: #8d96a0; --word: #12381d; --rule: #262c36; --signs: #463607; }
    }
    text { font: 13px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; fill: var(--ink); text-anchor: middle; white-space: pre; }
    .name { font: 600 15px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", Helvetica, Arial, sans-serif; text-anchor: start; }
    .page { fill: var(--page); }
    .line { fill: none; stroke: var(--line); stroke-width: 1.5; }
    .word, .rule, .signs { stroke: var(--line); stroke-width: 1.2; }
    .word { fill: var(--word); } .rule { fill: var(--rule); } .signs { fill: var(--signs); stroke-dasharray: 4 3; }
  `;

/** The text of the figure. */
export function figureOf(diagrams, { title, summary }) {
  let [x, y, rowHeight, drawn] = [MARGIN, MARGIN, 0, ''];
  for (const { width, height, draw } of diagrams) {
    if (x > MARGIN && x + width > WIDTH - MARGIN) [x, y, rowHeight] = [MARGIN, y + rowHeight + BETWEEN, 0];
    drawn += `  <g>${draw(x, y)}</g>\n`;
    x += width + BETWEEN;
    rowHeight = Math.max(rowHeight, height);
  }
  const height = Math.ceil(y + rowHeight + MARGIN);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title summary">
  <title id="title">${title}</title>
  <desc id="summary">${summary}</desc>
  <style>${STYLE}</style>
  <rect class="page" width="${WIDTH}" height="${height}" rx="10"/>
${drawn}</svg>
`;
}
