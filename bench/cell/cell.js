/** One cell of the run, in a process of its own so that no peer inherits another's compiled code or heap: `node cell.js MEASURE JSON`. Prints its figures as JSON. */
import { readFileSync } from 'node:fs';

const [measure, asked] = process.argv.slice(2);
const { measureInCell } = await import(`../measures/${measure}.js`);
const figures = await measureInCell(JSON.parse(asked));
// Its own CPU time and that of the processes it has seen end, in the kernel's ticks.
const stat = readFileSync('/proc/self/stat', 'utf8');
const ownTicks = stat.slice(stat.lastIndexOf(')') + 2).split(' ').slice(11, 15).reduce((sum, one) => sum + Number(one), 0);
process.stdout.write(JSON.stringify({ figures, ownTicks }));
// Some peers leave handles behind; a cell is over when its figures are out.
process.stdout.end(() => process.exit(0));
