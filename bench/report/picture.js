/** The goals of a run as a picture: a bar for each, from the goal to what was measured, on a logarithmic scale. To the right of the line it is met. */

const BARS = 440;
/** What a letter of a label takes at most, on the average. */
const LETTER = 6.7;
const ROW = 26;
const TOP = 64;
const RIGHT = 130;
/** How many times better or worse than its goal a bar can show. */
const SPAN = 8;

const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
/** From the left end of the bars. */
const xOf = (times) => (BARS * (Math.log2(Math.min(SPAN, Math.max(1 / SPAN, times))) + Math.log2(SPAN))) / (2 * Math.log2(SPAN));
/** Two digits that say something, however small it is. */
const figureOf = (number) => (Math.abs(number) >= 0.1 || number === 0 ? number.toFixed(1) : String(Number(number.toPrecision(2))));

/** How many times better than the goal: 1 is the goal itself. */
function timesBetter({ ratio, figure, atMost, atLeast }) {
  const measured = ratio ?? figure;
  return atMost === undefined ? measured / atLeast : atMost / measured;
}

function rowOf(goal, index) {
  const y = TOP + index * ROW;
  const times = timesBetter(goal);
  const [from, to] = [xOf(1), xOf(times)].sort((one, other) => one - other);
  const measured = goal.ratio === undefined ? figureOf(goal.figure) : `${goal.ratio.toFixed(2)}x`;
  const wanted = `${goal.atMost === undefined ? '≥' : '≤'} ${Number((goal.atMost ?? goal.atLeast).toFixed(3))}`;
  return [
    `<text class="label" x="-14" y="${y + 16}">${escaped(goal.name)}</text>`,
    `<rect class="${times >= 1 ? 'met' : 'missed'}" x="${from.toFixed(1)}" y="${y + 4}" width="${Math.max(1, to - from).toFixed(1)}" height="${ROW - 9}" rx="3"/>`,
    `<text class="figure" x="${BARS + 8}" y="${y + 16}">${escaped(`${measured} (${wanted})`)}</text>`,
  ].join('');
}

/** An SVG document. `goals` are those that were measured; `line` says of what machine. */
export function pictureOf(goals, line) {
  const height = TOP + goals.length * ROW + 34;
  const labels = 30 + LETTER * Math.max(...goals.map(({ name }) => name.length), 1);
  const width = Math.ceil(labels + BARS + RIGHT);
  const scale = [1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8].map((times) => {
    const x = xOf(times).toFixed(1);
    const name = times === 1 ? 'goal' : times > 1 ? `${times}x better` : `${1 / times}x short`;
    return `<path class="${times === 1 ? 'goal' : 'grid'}" d="M${x} ${TOP - 6}V${height - 28}"/><text class="scale" x="${x}" y="${height - 12}">${name}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title">
<title id="title">What was measured, beside its goals</title>
<style>
text { font: 12px "DejaVu Sans", system-ui, sans-serif; fill: #1f2328; }
.title { font-size: 15px; font-weight: 600; } .line, .scale { fill: #57606a; } .label { text-anchor: end; } .scale { text-anchor: middle; font-size: 11px; }
.page { fill: #ffffff; } .grid { stroke: #d0d7de; } .goal { stroke: #1f2328; stroke-width: 1.5; } .met { fill: #2da44e; } .missed { fill: #cf222e; }
</style>
<rect class="page" width="${width}" height="${height}"/>
<text class="title" x="16" y="26">What was measured, beside its goals</text><text class="line" x="16" y="44">${escaped(line)}</text>
<g transform="translate(${labels.toFixed(0)},0)">
${scale.join('\n')}
${goals.map(rowOf).join('\n')}
</g>
</svg>
`;
}
