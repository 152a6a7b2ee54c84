import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ProviderHost } from '@provost/host';
import { Invoke } from '@provost/protocol';
import { startHost } from '../support/start-host.js';
import { MIRROR, ask } from './support.js';

/** A host that serves one call of the mirror, and stops. */
async function hostBefore(state: string, prewarm: 'on' | 'off'): Promise<void> {
  const host = new ProviderHost({ state, settings: { prewarm } });
  await host.start();
  await host.register({ path: MIRROR });
  await host.door().request(Invoke, { path: 'root/mirror:Mirror', method: 'pid', arguments: {} });
  await host.stop();
}

test('with prewarming a provider that was loaded when the host stopped is loaded after its start, as nobody\'s request, and serves; without it is not', async () => {
  const state = mkdtempSync(join(tmpdir(), 'provost-prewarm-'));
  await hostBefore(state, 'on');
  await hostBefore(state, 'off');
  await using host = await startHost({ prewarm: 'on' }, { state });
  const loaded = await host.event('loaded', 'mirror', ({ generation }) => generation === 3);
  const events = await host.events();
  expect(events.filter(({ type }) => type === 'prewarming')).toMatchObject([{ provider: 'mirror', why: 'loaded before' }]);
  expect(events.slice(events.findLastIndex(({ type }) => type === 'host-started')).map(({ type }) => type)).toEqual(['host-started', 'prewarming', 'loading', 'loaded']);
  expect(await host.provider('mirror')).toMatchObject({ state: 'idle', generation: 3, pid: loaded.pid });
  expect(await ask(host, 'pid')).toBe(loaded.pid);
});
