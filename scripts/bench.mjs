/** `npm run bench`: sets everything up, then measures. What is not the result goes to stderr. */
import { setUp } from './setup.mjs';
import { run } from './step.mjs';

if (!(await setUp(process.stderr))) process.exitCode = 1;
else process.exitCode = (await run(process.execPath, ['bench/run.js', ...process.argv.slice(2)])).code;
