/** `npm test`: sets everything up, lints, runs every test, and closes with how many passed. Arguments go to Jest; with any, lint is left out. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setUp } from './setup.mjs';
import { run, step } from './step.mjs';

const JEST = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];

/** What Jest counted. A test file that could not be run counts as one failure; a run without a report as one too. */
async function runJest(args) {
  const folder = mkdtempSync(join(tmpdir(), 'provost-test-'));
  const report = join(folder, 'report.json');
  try {
    const { code } = await run(process.execPath, [...JEST, '--maxWorkers=2', '--json', `--outputFile=${report}`, ...args]);
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, numPendingTests, numTodoTests } = JSON.parse(readFileSync(report, 'utf8'));
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    return { passed: numPassedTests, failed: Math.max(failed, code === 0 ? 0 : 1), skipped: numPendingTests + numTodoTests };
  } catch (fault) {
    process.stdout.write(`Jest left no report: ${fault.message}\n`);
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const args = process.argv.slice(2);
if (!(await setUp())) process.exit(1);
const isClean = args.length > 0 || (await step('Linting', process.execPath, ['node_modules/eslint/bin/eslint.js', '.']));
const counted = await runJest(args);
// Lint counts as one test, so that the closing line never says "0 failed" of a run that failed.
const failed = counted.failed + (isClean ? 0 : 1);
process.exitCode = failed === 0 && counted.passed > 0 ? 0 : 1;
process.stdout.write(`${counted.passed} passed, ${failed} failed, ${counted.skipped} skipped\n`);
