import { expect, test } from '@jest/globals';
import { connect } from '@provost/client';
import { ProviderHost } from '@provost/host';
import { Events, Invoke, Providers, type HostEvent } from '@provost/protocol';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isGone } from '../support/pid-is-gone.js';

const LAMP = fileURLToPath(new URL('../../cli/providers/lamp.js', import.meta.url));
const BIN = fileURLToPath(new URL('../../../packages/cli/bin/provost.js', import.meta.url));

/** `provost up` on a state directory, once it is up. */
async function hostIn(folder: string, state: string): Promise<ChildProcess> {
  const host = spawn(process.execPath, [BIN, 'up', '--state', state], { stdio: ['ignore', 'pipe', 'ignore'], env: { PATH: process.env['PATH'] ?? '', HOME: folder } });
  await once(host.stdout, 'data');
  return host;
}

/** Kills it, and returns when it is dead although this process has not heard of that: no event was taken meanwhile. */
function killUnheard({ pid }: ChildProcess): void {
  process.kill(pid as number, 'SIGKILL');
  // Its first thread may be gone while others still hold its descriptors.
  while (!/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, 'latin1')) || readdirSync(`/proc/${pid}/task`).length > 1);
}

test('P9 what became of the providers of a killed host is told by the next one, once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'provost-killed-'));
  const state = join(folder, 'state');
  const killed = await hostIn(folder, state);
  let pid: number;
  {
    await using client = await connect({ state });
    await client.register({ path: LAMP });
    expect(await client.request(Invoke, { path: 'Lamp', method: 'warn', arguments: {} })).toEqual({ value: 'lit' });
    const { providers } = await client.request(Providers, {});
    pid = providers[0]?.pid as number;
    process.kill(pid, 'SIGSTOP'); // It must not leave by itself when it hears of the end of its host.
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

test('P9 a call made right after the host was killed waits for the next one, since it cannot have got there', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'provost-killed-'));
  const state = join(folder, 'state');
  const killed = await hostIn(folder, state);
  {
    await using client = await connect({ state, reconnectMs: 60_000 });
    await client.register({ path: LAMP });
    killUnheard(killed);
    expect(client.isConnected).toBe(true);
    const asked = Promise.all([client.request(Invoke, { path: 'Lamp', method: 'warn', arguments: {} }), client.request(Providers, {})]);
    asked.catch(() => { /* Told below. */ });
    await using host = new ProviderHost({ state });
    await host.start();
    const [answer, { providers }] = await asked;
    expect(answer).toEqual({ value: 'lit' });
    expect(providers.map(({ name }) => name)).toEqual(['lamp']);
    expect(client.host.epoch).toBe(2);
  }
  await rm(folder, { recursive: true, force: true });
});
