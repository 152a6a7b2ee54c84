/** `npm run torture -- NAME [options]`: kills what must survive being killed, over and over, and looks whether anything was lost. NAME is the rest of a `scripts/torture-NAME.mjs`. Sets everything up first. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setUp } from './setup.mjs';
import { root, run } from './step.mjs';

const [name = '', ...options] = process.argv.slice(2);
const program = join('scripts', `torture-${name}.mjs`);
if (!/^[a-z]+$/.test(name) || !existsSync(join(root, program))) {
  const names = readdirSync(join(root, 'scripts')).flatMap((file) => /^torture-([a-z]+)\.mjs$/.exec(file)?.[1] ?? []);
  process.stderr.write(`npm run torture -- NAME [options], where NAME is one of: ${names.join(', ')}. Each file scripts/torture-NAME.mjs tells its options.\n`);
  process.exitCode = 2;
} else if (!(await setUp(process.stderr))) process.exitCode = 1;
else process.exitCode = (await run(process.execPath, [program, ...options])).code;
