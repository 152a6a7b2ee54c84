import { expect, test } from '@jest/globals';
import { Get, Status, Unload } from '@provost/protocol';
import { readdir, readlink } from 'node:fs/promises';
import { startCells } from '../support/cells.js';

/** What a process has open, as paths. */
async function openOf(pid: number): Promise<string[]> {
  const descriptors = await readdir(`/proc/${pid}/fd`);
  return Promise.all(descriptors.map((descriptor) => readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => 'closed meanwhile')));
}

test('the keeper closes the log of each life, however many there are', async () => {
  await using host = await startCells({}, { standby: '0' });
  for (let life = 1; life <= 6; life++) {
    await host.tell('count');
    await host.door.request(Unload, { name: 'cell' });
  }
  const { keeper } = await host.door.request(Status, {});
  const logs = async (): Promise<string[]> => (await openOf(keeper?.pid as number)).filter((path) => path.endsWith('logs/cell/current.log'));
  while ((await logs()).length > 0) await new Promise((resolve) => setImmediate(resolve));
  expect(await logs()).toEqual([]);
});

test('F-C18 neither keeper nor provider has the host\'s repository open', async () => {
  await using host = await startCells();
  await host.door.request(Get, { path: 'root/cell:Cell=@' });
  const { keeper } = await host.door.request(Status, {});
  const { pid } = await host.provider('cell');
  for (const one of [keeper?.pid, pid]) expect((await openOf(one as number)).filter((path) => path.startsWith(host.state) && path.includes('repository'))).toEqual([]);
});
