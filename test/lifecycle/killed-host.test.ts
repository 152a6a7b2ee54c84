import { expect, test } from '@jest/globals';
import { connect } from '@provost/client';
import { ProviderHost } from '@provost/host';
import { Events, Invoke, Providers, type HostEvent } from '@provost/protocol';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isGone } from '../support/pid-is-gone.js';

const LAMP = fileURLToPath(new URL('../../cli/providers/lamp.js', import.meta.url));
const BIN = fileURLToPath(new URL('../../../packages/cli/bin/provost.js', import.meta.url));

test('P9 what became of the providers of a killed host is told by the next one, once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'provost-killed-'));
  const state = join(folder, 'state');
  const killed = spawn(process.execPath, [BIN, 'up', '--state', state], { stdio: ['ignore', 'pipe', 'ignore'], env: { PATH: process.env['PATH'] ?? '', HOME: folder } });
  await once(killed.stdout, 'data');
  let pid: number;
  {
    await using client = await connect({ state });
    await client.register({ path: LAMP });
    expect(await client.request(Invoke, { path: 'Lamp', method: 'warn', arguments: {} })).toEqual({ value: 'lit' });
    const { providers } = await client.request(Providers, {});
    pid = providers[0]?.pid as number;
    killed.kill('SIGKILL');
    await once(killed, 'exit');
  }
  process.kill(pid, 'SIGKILL');
  while (!(await isGone(pid)));
  const lost: HostEvent[] = [];
  for (let start = 0; start < 2; start++) {
    await using host = new ProviderHost({ state });
    await host.start();
    for await (const rows of host.door().stream(Events, {})) lost.push(...(rows as HostEvent[]).filter(({ type }) => type === 'lost'));
    expect(await host.door().request(Invoke, { path: 'Lamp', method: 'warn', arguments: {} })).toEqual({ value: 'lit' });
    expect((await host.door().request(Providers, {})).providers[0]?.generation).toBe(start + 2);
  }
  expect(lost.map(({ provider, generation, pid: of, reason, epoch }) => ({ provider, generation, pid: of, reason, epoch }))).toEqual(
    [1, 2].map(() => ({ provider: 'lamp', generation: 1, pid, reason: 'host-lost', epoch: 1 })),
  );
  expect(new Set(lost.map(({ seq }) => seq)).size).toBe(1);
  await rm(folder, { recursive: true, force: true });
});
