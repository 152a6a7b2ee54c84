/** `npm start`: sets everything up, then shows the product at work. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setUp } from './setup.mjs';
import { root, run } from './step.mjs';

const tour = join(root, 'scripts/tour.mjs');

if (!(await setUp())) process.exitCode = 1;
else if (existsSync(tour)) process.exitCode = (await run(process.execPath, [tour, ...process.argv.slice(2)])).code;
else process.stdout.write('Ready. Go on with: node packages/cli/bin/provost.js --help\n');
