import { expect, test } from '@jest/globals';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openHome, type Home } from '../cli/support.js';
import { linesOnce } from '../consumers/beside.js';
import { example, run, type Outcome } from './as-a-person.js';

/** The program as a person runs it. */
function metricsLog(home: Home, ...words: string[]): Promise<Outcome> {
  return run(process.execPath, [join(example('metrics-log'), 'metrics-log.js'), ...words], { HOME: home.folder, PROVOST_STATE: '' });
}

test('what becomes of the files of a folder is written down, also what became of them while no host was there', async () => {
  await using home = await openHome();
  const [folder, logs] = [join(home.folder, 'watched'), join(home.folder, 'logs')];
  for (const one of [folder, logs]) await mkdir(one);
  const log = join(logs, 'metrics.log');
  await home.run('up', '-d');
  expect(await metricsLog(home, folder, log)).toMatchObject({ code: 0, out: expect.stringContaining('provost subscribe ls') });
  await home.run('wait', 'folder-watch', '--for', 'busy');
  await writeFile(join(folder, 'a'), 'one');
  expect((await linesOnce(log, (lines) => lines.length > 0))[0]).toMatch(/^20\S+Z created a \d$/);

  await home.run('down');
  await writeFile(join(folder, 'b'), 'three');
  await home.run('up', '-d');
  expect((await linesOnce(log, (lines) => lines.some((line) => line.includes('created b'))))).toContainEqual(expect.stringMatching(/Z created b 5$/));
});

test('run again with another log, it has the same subscription write there', async () => {
  await using home = await openHome();
  const [folder, logs] = [join(home.folder, 'watched'), join(home.folder, 'logs')];
  for (const one of [folder, logs]) await mkdir(one);
  await home.run('up', '-d');
  for (const log of ['first', 'second']) expect(await metricsLog(home, folder, join(logs, log))).toMatchObject({ code: 0 });
  expect(await home.json('subscribe', 'ls')).toHaveLength(1);
  await home.run('wait', 'folder-watch', '--for', 'busy');
  await writeFile(join(folder, 'a'), 'one');
  expect(await linesOnce(join(logs, 'second'), (lines) => lines.length > 0)).toEqual([expect.stringContaining('created a')]);
  expect(await metricsLog(home)).toMatchObject({ code: 2, err: expect.stringContaining('Usage') });
});
