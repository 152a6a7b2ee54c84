import { expect, test } from '@jest/globals';
import { ProviderError } from '@provost/protocol';
import { printError } from '#src/errors/print-error.js';
import { UsageError } from '#src/errors/usage-error.js';
import { captured } from '../support/captured-output.js';

test('an error is a line with its code and sentence, then the next command to type', () => {
  const { output, stderr } = captured();
  const code = printError(new ProviderError('NOT_FOUND', {}, { message: 'There is no provider "dsk".', remedy: 'See which there are: provost ls.' }), output);
  expect(code).toBe(4);
  expect(stderr.text).toBe('error: NOT_FOUND: There is no provider "dsk".\nSee which there are: provost ls.\n');
});

test('the last words of a process are told once, whether the sentence has them or not', () => {
  const withWords = captured();
  printError(new ProviderError('PROVIDER_CRASHED', { lastLines: ['fuse blown'] }, { message: 'It exited.\n  | fuse blown', remedy: 'Read on.' }), withWords.output);
  expect(withWords.stderr.text).toBe('error: PROVIDER_CRASHED: It exited.\n  | fuse blown\nRead on.\n');
  const without = captured();
  printError(new ProviderError('PROVIDER_CRASHED', { lastLines: ['fuse blown'] }, { message: 'It exited.', remedy: 'Read on.' }), without.output);
  expect(without.stderr.text).toBe('error: PROVIDER_CRASHED: It exited.\n  | fuse blown\nRead on.\n');
});

test('several faults are a line each', () => {
  const { output, stderr } = captured();
  printError(new ProviderError('INVALID_REGISTRATION', { faults: ['no key', 'no class'] }, { message: 'It has 2 faults.', remedy: 'Mend them.' }), output);
  expect(stderr.text).toBe('error: INVALID_REGISTRATION: It has 2 faults.\n  - no key\n  - no class\nMend them.\n');
});

test('a remedy names the provider, the class and the state directory that are meant', () => {
  const { output, stderr } = captured();
  printError(new ProviderError('PROVIDER_CRASHED', { provider: 'disk' }, { message: 'It exited.', remedy: 'Read: provost logs NAME.' }), output, { state: '/srv/one' });
  printError(new ProviderError('NOT_FOUND', {}, { message: 'None.', remedy: 'List: provost list NS:CLASS' }), output, { class: 'root/app:Note' });
  expect(stderr.text).toContain('Read: provost logs --state /srv/one disk.');
  expect(stderr.text).toContain('List: provost list root/app:Note\n');
});

test('for a program an error is one line of JSON with every fact', () => {
  const { output, stderr } = captured('json');
  printError(new ProviderError('PROVIDER_BUSY', { provider: 'disk', pid: 7 }, { message: 'Busy.', remedy: 'Wait.' }), output);
  expect(JSON.parse(stderr.text)).toEqual({ code: 1009, name: 'PROVIDER_BUSY', message: 'Busy.', remedy: 'Wait.', provider: 'disk', pid: 7 });
});

test('what a provider says cannot act on the terminal', () => {
  const { output, stderr } = captured();
  printError(new ProviderError('FAILED', { lastLines: ['\u001b]0;owned\u0007'] }, { message: 'a\u001b[2Jb', remedy: 'x' }), output);
  expect(stderr.text).not.toMatch(/[\u001b\u0007]/);
  expect(stderr.text).toContain('a\\e[2Jb');
});

test('a usage error is one line, and exit code 2', () => {
  const { output, stderr } = captured();
  expect(printError(new UsageError('"lst" is no verb of provost.', 'Did you mean: provost ls'), output)).toBe(2);
  expect(stderr.text).toBe('error: "lst" is no verb of provost. Did you mean: provost ls\n');
});

test('what is no ProviderError is told as a fault of provost itself, with where it is', () => {
  const { output, stderr } = captured();
  expect(printError(new TypeError('x is not a function'), output)).toBe(1);
  expect(stderr.text).toMatch(/^error: FAILED: This is a fault of provost itself: x is not a function\.\n {2}\| TypeError: x is not a function\n {2}\| +at /);
});
