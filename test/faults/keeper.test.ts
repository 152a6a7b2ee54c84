import { expect, test } from '@jest/globals';
import { Status, Unload } from '@provost/protocol';
import { isGone } from '../support/pid-is-gone.js';
import { getThing, listThings, registerFixture } from '../support/providers.js';
import { startHost, type TestHost } from '../support/start-host.js';

async function keeperPid(host: TestHost): Promise<number> {
  const { keeper } = await host.door.request(Status, {});
  return keeper?.pid as number;
}

test('D15 the keeper is killed: what is loaded goes on, what is lost is said, and the next load gets another keeper', async () => {
  await using host = await startHost({ 'release-timeout': '2s' });
  await registerFixture(host, 'prints-to-stdout');
  await getThing(host);
  const { pid } = await host.provider('raw');
  const first = await keeperPid(host);
  process.kill(first, 'SIGKILL');
  expect(await host.event('keeper-lost')).toMatchObject({ pid: first, activations: [expect.stringMatching(/^raw-/)] });

  expect(await listThings(host)).toEqual(['1']);
  expect((await host.provider('raw')).pid).toBe(pid);
  const { exit } = await host.door.request(Unload, { name: 'raw' });
  expect(exit).toMatchObject({ pid, reason: 'operator' });
  expect(await isGone(pid as number)).toBe(true);

  expect(await listThings(host)).toEqual(['1']);
  expect(await keeperPid(host)).not.toBe(first);
});

test('D15 a keeper that ends while it is asked to start a provider costs the caller nothing: another is asked, which is told', async () => {
  await using host = await startHost();
  await registerFixture(host, 'prints-to-stdout');
  await getThing(host);
  await host.door.request(Unload, { name: 'raw' });
  const first = await keeperPid(host);
  process.kill(first, 'SIGSTOP');
  const asked = listThings(host);
  process.kill(first, 'SIGKILL');
  expect(await asked).toEqual(['1']);
  expect(await host.event('keeper-lost')).toMatchObject({ pid: first, activations: [], asked: 'raw' });
  expect(await isGone(first)).toBe(true);
  expect(await keeperPid(host)).not.toBe(first);
  expect(await listThings(host)).toEqual(['1']);
});
