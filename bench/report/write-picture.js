/** Writes the picture of a run as SVG, and as PNG for those who cannot show that. */
import { writeFile } from 'node:fs/promises';
import { pictureOf } from './picture.js';

/** `path` has no ending. Resolves with the files. */
export async function writePicture(path, goals, line) {
  const { Resvg } = await import('@resvg/resvg-js');
  const svg = pictureOf(goals, line);
  await writeFile(`${path}.svg`, svg);
  await writeFile(`${path}.png`, new Resvg(svg, { fitTo: { mode: 'zoom', value: 2 }, font: { defaultFontFamily: 'DejaVu Sans' } }).render().asPng());
  return [`${path}.svg`, `${path}.png`];
}
