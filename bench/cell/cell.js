/** One cell of the run, in a process of its own so that no peer inherits another's compiled code or heap: `node cell.js MEASURE JSON`. Prints its figures as JSON. */
import { processFamily, ticksOf } from './cpu-time.js';
import { closeAll } from './opened.js';

process.once('SIGTERM', () => void closeAll().then(() => process.exit(143)));
const [measure, asked] = process.argv.slice(2);
const { measureInCell } = await import(`../measures/${measure}.js`);
const figures = await measureInCell(JSON.parse(asked));
const ownTicks = ticksOf(processFamily());
process.stdout.write(JSON.stringify({ figures, ownTicks }));
// Some peers leave handles behind; a cell is over when its figures are out.
process.stdout.end(() => process.exit(0));
