/** `npm test`: sets everything up, lints, runs every test, and closes with how many passed. Arguments go to Jest; with any, lint is left out. */
import { runJest } from './run-jest.mjs';
import { setUp } from './setup.mjs';
import { step } from './step.mjs';

const args = process.argv.slice(2);
if (!(await setUp())) process.exit(1);
const isClean = args.length > 0 || (await step('Linting', process.execPath, ['node_modules/eslint/bin/eslint.js', '.']));
const counted = await runJest(args);
// Lint counts as one test, so that the closing line never says "0 failed" of a run that failed.
const failed = counted.failed + (isClean ? 0 : 1);
process.exitCode = failed === 0 && counted.passed > 0 ? 0 : 1;
process.stdout.write(`${counted.passed} passed, ${failed} failed, ${counted.skipped} skipped\n`);
