/** Providers that are not, or not only, who they said they are. */
import { describe, expect, test } from '@jest/globals';
import { connect } from '@provost/client';
import { Providers } from '@provost/protocol';
import { spawnSync } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expectGone } from '../support/pid-is-gone.js';
import { endOf, failureOf, getThing, listThings, registerFixture } from '../support/providers.js';
import { startHost } from '../support/start-host.js';

const BECOMES_ANOTHER = fileURLToPath(new URL('../../providers/becomes-another.py', import.meta.url));

describe('a provider', () => {
  const hasPython = spawnSync('python3', ['-c', '']).status === 0;
  (hasPython ? test : test.skip)(hasPython ? 'F-P54 that becomes another program has crashed for its callers, and what its pid has become is ended' : 'F-P54 not shown here: python3 is not installed', async () => {
    await using host = await startHost({ 'term-grace': '0s' });
    const folder = await mkdtemp(join(host.state, 'fixture-'));
    await writeFile(join(folder, 'provost.json'), JSON.stringify({ command: ['python3', BECOMES_ANOTHER] }));
    await host.register(folder);

    const error = await failureOf(getThing(host, 'another'));
    expect(error).toMatchObject({ code: 'PROVIDER_CRASHED', facts: { provider: 'raw', mayHaveRun: true } });
    expect(await endOf(host)).toMatchObject({ type: 'unloaded', reason: 'misbehaved', cause: 'killed', pid: error.facts.pid, survivors: [] });
    await expectGone(error.facts.pid as number);
    expect(await getThing(host)).toBe('raw');
    expect((await host.provider('raw')).generation).toBe(2);
  });

  test('F-P56 that connects as a client is one like any other there, and speaks for no provider: neither for itself nor for another', async () => {
    await using host = await startHost();
    await registerFixture(host, 'acts-as-a-client');
    expect(JSON.parse(String(await getThing(host)))).toEqual({ sees: ['raw'], initialize: '"provider/initialize" is no message that is known here.', after: ['busy'] });
    expect(await listThings(host)).toEqual(['1']);
    expect(await host.provider('raw')).toMatchObject({ state: 'idle', generation: 1, crashes: 0 });
  });

  test('F-P58 F-H33 that removes the host\'s socket cuts nobody off: it is bound anew, and clients and providers get in', async () => {
    await using host = await startHost();
    await registerFixture(host, 'removes-the-socket');
    expect(await getThing(host)).toBe('removed');
    expect(await host.event('socket-renewed')).toMatchObject({ was: 'removed' });
    const client = await connect({ state: host.state });
    expect((await client.request(Providers, {})).providers.map(({ name }) => name)).toEqual(['raw']);
    await client.close();
    expect(await listThings(host)).toEqual(['1']);
  });
});
