/**
 * Railroad diagrams: parts that know how wide they are, how far they reach above and below their line, and how to draw themselves from a point. The line goes
 * in on the left and comes out on the right at the same height.
 */

const LETTER_WIDTH = 7.9;
const HALF_HEIGHT = 13;
const GAP = 12;
const BEND = 9;
/** Between two lines that lie one above the other. */
const APART = 8;

const escaped = (text) => text.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign]);
const line = (path) => `<path class="line" d="${path}"/>`;

/** A word as it is written, in a round box, or the name of another diagram, in a square one. */
export function box(text, kind) {
  const width = text.length * LETTER_WIDTH + 20;
  const draw = (x, y) =>
    `<rect class="${kind}" x="${x}" y="${y - HALF_HEIGHT}" width="${width}" height="${2 * HALF_HEIGHT}" rx="${kind === 'word' ? HALF_HEIGHT : 3}"/><text x="${x + width / 2}" y="${y + 4.5}">${escaped(text)}</text>`;
  return { width, up: HALF_HEIGHT, down: HALF_HEIGHT, draw, key: `${kind} ${text}` };
}

/** Nothing but the line. */
export const skip = { width: 0, up: 0, down: 0, draw: () => '', key: 'skip' };

/** One after the other. */
export function sequence(parts) {
  if (parts.length === 1) return parts[0];
  const draw = (x, y) => {
    let [at, drawn] = [x, ''];
    for (const [index, part] of parts.entries()) {
      if (index > 0) drawn += line(`M${at} ${y}h${GAP}`);
      at += index > 0 ? GAP : 0;
      drawn += part.draw(at, y);
      at += part.width;
    }
    return drawn;
  };
  return {
    width: parts.reduce((sum, { width }) => sum + width, GAP * (parts.length - 1)),
    up: Math.max(...parts.map(({ up }) => up)), down: Math.max(...parts.map(({ down }) => down)), draw, key: parts.map(({ key }) => key).join(' '),
  };
}

/** One of them: the first on the line, the others below it. */
export function choice(parts) {
  if (parts.length === 1) return parts[0];
  const inner = Math.max(...parts.map(({ width }) => width));
  const depths = [0];
  for (const [index, part] of parts.entries()) if (index > 0) depths.push(depths[index - 1] + parts[index - 1].down + APART + part.up);
  const draw = (x, y) => parts.map((part, index) => {
    const [left, right, at] = [x + 2 * BEND, x + 2 * BEND + inner, y + depths[index]];
    const way = index === 0
      ? line(`M${x} ${y}H${left}`) + line(`M${left + part.width} ${y}H${right + 2 * BEND}`)
      : line(`M${x} ${y}q${BEND} 0 ${BEND} ${BEND}V${at - BEND}q0 ${BEND} ${BEND} ${BEND}`) + line(`M${left + part.width} ${at}H${right}q${BEND} 0 ${BEND} ${-BEND}V${y + BEND}q0 ${-BEND} ${BEND} ${-BEND}`);
    return way + part.draw(left, at);
  }).join('');
  return { width: inner + 4 * BEND, up: parts[0].up, down: depths.at(-1) + parts.at(-1).down, draw, key: `(${parts.map(({ key }) => key).join(' / ')})` };
}

/** With or without it: the line goes past it above. */
export function optional(part) {
  // A bend needs its room below the line even where the part is low.
  return choice([{ ...skip, down: Math.max(0, 2 * BEND - APART - part.up) }, part]);
}

/** Once or more, with something in between. */
export function repeated(part, between = skip) {
  const inner = Math.max(part.width, between.width);
  const depth = Math.max(part.down + APART + between.up, 2 * BEND);
  const draw = (x, y) => {
    const [left, right] = [x + BEND, x + BEND + inner];
    const [start, end] = [left + (inner - between.width) / 2, left + (inner + between.width) / 2];
    return line(`M${x} ${y}H${left}`) + part.draw(left, y) + line(`M${left + part.width} ${y}H${right + BEND}`)
      + line(`M${right} ${y}q${BEND} 0 ${BEND} ${BEND}V${y + depth - BEND}q0 ${BEND} ${-BEND} ${BEND}H${end}`) + between.draw(start, y + depth)
      + line(`M${start} ${y + depth}H${left}q${-BEND} 0 ${-BEND} ${-BEND}V${y + BEND}q0 ${-BEND} ${BEND} ${-BEND}`);
  };
  return { width: inner + 2 * BEND, up: part.up, down: depth + between.down, draw, key: `${part.key} { ${between.key} }` };
}

/** A diagram with its name above it and a bar at either end. */
export function titled(name, part) {
  const [titleHeight, bar, lead] = [26, 10, 14];
  const width = Math.max(part.width + 2 * lead, name.length * 9);
  const height = titleHeight + Math.max(part.up, bar) + Math.max(part.down, bar);
  const draw = (x, y) => {
    const at = y + titleHeight + Math.max(part.up, bar);
    const end = x + part.width + 2 * lead;
    return `<text class="name" x="${x}" y="${y + 14}">${escaped(name)}</text>${line(`M${x} ${at - bar / 2}v${bar}M${x} ${at}h${lead}`)}${part.draw(x + lead, at)}${line(`M${end - lead} ${at}h${lead}m0 ${-bar / 2}v${bar}`)}`;
  };
  return { width, height, draw };
}
