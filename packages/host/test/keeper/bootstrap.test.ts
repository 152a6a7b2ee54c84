import { openSync, writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readBootstrap } from '#src/keeper/bootstrap.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'provost-bootstrap-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function environmentWith(text: string): Record<string, string> {
  const path = join(directory, 'bootstrap');
  writeFileSync(path, text);
  return { PROVOST_BOOTSTRAP_FD: String(openSync(path, 'r')) };
}

test('a bootstrap is one line, and what follows it is not looked at', () => {
  const bootstrap = { socket: '/run/host.sock', activation: { id: 'keeper-1', secret: 'secret' } };
  expect(readBootstrap(environmentWith(`${JSON.stringify({ ...bootstrap, more: 1 })}\nrest`))).toEqual(bootstrap);
});

test.each([
  ['nothing', ''],
  ['no whole line', '{"socket":"/s","activation":{"id":"a","secret":"b"}}'],
  ['no JSON', 'hello\n'],
  ['null', 'null\n'],
  ['no activation', '{"socket":"/s"}\n'],
])('a descriptor that holds %s is refused', (_, text) => {
  expect(() => readBootstrap(environmentWith(text))).toThrow(expect.objectContaining({ code: 'INVALID_PARAMETER', message: 'INVALID_PARAMETER: The bootstrap descriptor holds no bootstrap.' }));
});

test('a program that is started by hand says what it is for', () => {
  expect(() => readBootstrap({})).toThrow('This program is started by a host, which names its bootstrap descriptor in PROVOST_BOOTSTRAP_FD; that is not set.');
});
