/** One cell of the run, in a process of its own so that no peer inherits another's compiled code or heap: `node cell.js MEASURE JSON`. Prints its figures as JSON. */
import { processFamily, ticksOf } from './cpu-time.js';
import { closeAll, isToldToEnd } from './opened.js';

async function measure([name, asked]) {
  const { measureInCell } = await import(`../measures/${name}.js`);
  const figures = await measureInCell(JSON.parse(asked));
  if (isToldToEnd()) return; // Its end follows when all is closed.
  const ownTicks = ticksOf(processFamily());
  process.stdout.write(JSON.stringify({ figures, ownTicks }));
  // Some peers leave handles behind; a cell is over when its figures are out.
  process.stdout.end(() => process.exit(0));
}

process.once('SIGTERM', () => {
  process.on('uncaughtException', () => {}); // What fails because its other side is being closed must not end the cell before all is.
  void closeAll().then(() => process.exit(143));
});
await measure(process.argv.slice(2)).catch((fault) => {
  if (!isToldToEnd()) throw fault;
});
