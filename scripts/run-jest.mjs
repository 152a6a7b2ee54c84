/** Runs Jest over what was built, under one Node, and counts. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { cleanEnvironment, run } from './step.mjs';

/** Resolves with `{ passed, failed, skipped }`. A test file that could not be run counts as one failure; a run without a report as one too. */
export async function runJest(args, node = process.execPath) {
  const folder = mkdtempSync(join(tmpdir(), 'provost-test-'));
  const report = join(folder, 'report.json');
  const { PATH, ...rest } = cleanEnvironment();
  // Programs that tests start by the name `node` are to be of the same version.
  const environment = { ...rest, PATH: [dirname(node), PATH].join(delimiter) };
  try {
    const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', '--maxWorkers=2', '--json', `--outputFile=${report}`];
    const { code } = await run(node, [...jest, ...args], { environment });
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, numPendingTests, numTodoTests } = JSON.parse(readFileSync(report, 'utf8'));
    const failed = Math.max(numFailedTests + numRuntimeErrorTestSuites, code === 0 ? 0 : 1);
    return { passed: numPassedTests, failed, skipped: numPendingTests + numTodoTests };
  } catch (fault) {
    process.stdout.write(`Jest left no report: ${fault.message}\n`);
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
