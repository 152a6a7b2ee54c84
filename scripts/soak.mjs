/** `npm run soak -- NAME [options]`: one of the long runs that are no part of `npm test`: `loads`, `unloads`, `lifecycle`, `schedules`, `wql` or `events`. Sets everything up first. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setUp } from './setup.mjs';
import { root, run } from './step.mjs';

const [name = '', ...options] = process.argv.slice(2);
const program = join('scripts', `soak-${name}.mjs`);
if (!/^[a-z]+$/.test(name) || !existsSync(join(root, program))) {
  process.stderr.write('npm run soak -- NAME [options], where NAME is loads, unloads, lifecycle, schedules, wql or events; each file scripts/soak-NAME.mjs tells its options.\n');
  process.exitCode = 2;
} else if (!(await setUp(process.stderr))) process.exitCode = 1;
else process.exitCode = (await run(process.execPath, [program, ...options])).code;
