/** `npm run bench`: sets everything up, then measures. What is not the result goes to stderr. In this very process, so that whoever interrupts it waits until all that was started has ended. */
import { setUp } from './setup.mjs';

if (await setUp(process.stderr)) await import('../bench/run.js');
else process.exitCode = 1;
