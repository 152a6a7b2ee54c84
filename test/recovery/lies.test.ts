import { expect, test } from '@jest/globals';
import { Get } from '@provost/protocol';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { untilGone } from '../support/pid-is-gone.js';
import { startOwnHost } from '../support/own-host.js';

const LIAR = fileURLToPath(new URL('../../providers/lies-when-adopted.js', import.meta.url));

/** A provider that comes back to the next host and is not what its record says: it is ended, and the next request gets a fresh process. */
test.each([
  ['F-P57 an orphan that says nothing that is a report', 'no-report'],
  ['F-P57 an orphan that has another secret', 'wrong-secret'],
  ['F-P57 an orphan that says that it is another', 'another-activation'],
  ['F-R13 an orphan that speaks before it has said hello', 'speaks-first'],
])('P9 %s is not adopted but ended, and the next request is served by a new process', async (_row, sin) => {
  await using host = await startOwnHost({ settings: { 'adopt-timeout': '400ms', 'term-grace': '0s' } });
  const folder = join(host.state, 'liar');
  await mkdir(folder);
  await writeFile(join(folder, 'provost.json'), JSON.stringify({ command: [process.execPath, LIAR] }));
  await host.client.register({ path: folder });
  const get = async (id: string): Promise<number> => Number((await host.client.request(Get, { path: `root/raw:Thing.id="${id}"` })).instance['text']);
  const pid = await get(sin);

  await host.kill();
  await host.startAgain();
  const next = await get('x');
  expect(next).not.toBe(pid);
  await untilGone(pid);
  const events = (await host.events()).filter(({ provider }) => provider === 'raw');
  expect(events.map(({ type }) => type)).not.toContain('adopted');
  expect(events.find((event) => event.pid === pid && event.type === 'lost')).toMatchObject({ reason: 'host-lost', cause: 'killed', survivors: [] });
  expect(await get('x')).toBe(next);
});
