/** A flame graph of a CPU profile: each box a function, as wide as the time that was spent in it and below it, its callers under it. Time in which nothing ran is left out. */

const WIDTH = 1200;
const ROW = 17;
const TOP = 48;
/** Narrower boxes say nothing. */
const NARROWEST = 0.6;
const LETTER = 6.6;
const IDLE = new Set(['(idle)', '(program)']);

const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Of files the last two parts say enough. */
function nameOf({ functionName, url, lineNumber }) {
  const name = functionName === '' ? '(anonymous)' : functionName;
  return url === '' ? name : `${name} ${url.split('/').slice(-2).join('/')}:${lineNumber + 1}`;
}

/** The profile as a tree, of which each node has the microseconds of itself and all below it. */
function treeOf({ nodes, samples, timeDeltas }) {
  const byId = new Map(nodes.map((node) => [node.id, { name: nameOf(node.callFrame), isIdle: IDLE.has(node.callFrame.functionName), own: 0, children: node.children ?? [] }]));
  samples.forEach((id, index) => { byId.get(id).own += timeDeltas[index]; });
  const built = (id) => {
    const { name, isIdle, own, children } = byId.get(id);
    const below = children.map(built).filter(({ us }) => us > 0);
    return { name, below, us: (isIdle ? 0 : own) + below.reduce((sum, { us }) => sum + us, 0) };
  };
  return built(nodes[0].id);
}

/** Warm colours, one for each name. */
function colourOf(name) {
  let hash = 0;
  for (const letter of name) hash = (hash * 31 + letter.charCodeAt(0)) >>> 0;
  return `hsl(${10 + (hash % 45)} 85% ${58 + (hash % 18)}%)`;
}

/** An SVG document; pointing at a box tells its name and share. */
export function flameOf(profile, title) {
  const root = treeOf(profile);
  const perUs = WIDTH / root.us;
  const boxes = [];
  let deepest = 0;
  const draw = ({ name, below, us }, x, depth) => {
    const width = us * perUs;
    if (width < NARROWEST) return;
    deepest = Math.max(deepest, depth);
    const letters = Math.floor((width - 6) / LETTER);
    const label = letters < 3 ? '' : escaped(name.length > letters ? `${name.slice(0, letters - 1)}…` : name);
    boxes.push({ x, width, depth, label, fill: colourOf(name), tip: `${name}: ${(us / 1000).toFixed(1)} ms, ${((100 * us) / root.us).toFixed(1)} %` });
    let at = x;
    for (const one of [...below].sort((a, b) => b.us - a.us)) {
      draw(one, at, depth + 1);
      at += one.us * perUs;
    }
  };
  draw(root, 0, 0);
  const height = TOP + (deepest + 1) * ROW + 8;
  const drawn = boxes.map(({ x, width, depth, label, fill, tip }) => {
    const y = height - 8 - (depth + 1) * ROW;
    return `<g><title>${escaped(tip)}</title><rect x="${x.toFixed(1)}" y="${y}" width="${Math.max(0.5, width - 0.5).toFixed(1)}" height="${ROW - 1}" fill="${fill}"/>${label === '' ? '' : `<text x="${(x + 3).toFixed(1)}" y="${y + 12}">${label}</text>`}</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}">
<style>text { font: 11px "DejaVu Sans Mono", monospace; fill: #1f2328; } .title { font: 600 14px "DejaVu Sans", sans-serif; }</style>
<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>
<text class="title" x="8" y="24">${escaped(title)}: ${(root.us / 1000).toFixed(0)} ms of processor time</text>
${drawn.join('\n')}
</svg>
`;
}
