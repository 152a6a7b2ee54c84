import { expect, test } from '@jest/globals';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BIN, run } from '../support/run-provost.js';

/** Which of Node's larger modules a command loads: each costs every use of it some milliseconds. The host would load all of these. */
async function loadedBy(...words: string[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'provost-start-'));
  const preload = join(folder, 'tell-loaded.cjs');
  await writeFile(preload, 'process.on("exit", () => console.error("\\nLOADED " + process.moduleLoadList.join(" ")));\n');
  const { stderr } = await run(process.execPath, ['--require', preload, BIN, ...words], { HOME: folder });
  const loaded = /\nLOADED (.*)/.exec(stderr)?.[1] ?? '';
  return ['child_process', 'crypto', 'readline', 'worker_threads'].filter((name) => loaded.includes(`NativeModule ${name} `));
}

test('a command loads what it needs and no more', async () => {
  expect(await loadedBy('version')).toEqual([]);
  expect(await loadedBy('--help')).toEqual([]);
  expect(await loadedBy('lst')).toEqual([]);
});

test('a command that asks a host does not load the host', async () => {
  const host = await mkdtemp(join(tmpdir(), 'provost-start-'));
  await run(process.execPath, [BIN, 'up', '-d', '--state', host]);
  try {
    for (const words of [['status'], ['ls'], ['ls', '-o', 'json']]) expect([words, await loadedBy(...words, '--state', host)]).toEqual([words, []]);
  } finally {
    expect(await run(process.execPath, [BIN, 'down', '--state', host])).toMatchObject({ code: 0 });
  }
});
