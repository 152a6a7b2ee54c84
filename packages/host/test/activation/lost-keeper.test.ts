import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import { ProviderError, type HelloParams, type SpawnParams } from '@provost/protocol';
import { openConnection, type Connection } from '@provost/protocol/node';
import { ExpectedHellos } from '#src/activation/expected-hellos.js';
import { startProcess, type StartOptions } from '#src/activation/start-process.js';
import type { ProviderProcess, Spawner } from '#src/process/provider-process.js';
import { MadeUpClock } from '../made-up-clock.js';

const OPTIONS: StartOptions = {
  activation: 'notes-1.1', provider: 'notes', generation: 1, command: 'node', arguments: [], directory: '.', environment: {}, loadTimeoutMs: 10_000, waitsForBootstrap: true,
  log: { directory: '.', fileBytes: 1, files: 1, bytesPerSecond: 1 },
};
const HELLO = {} as HelloParams;
const PROCESS: ProviderProcess = {
  activation: 'notes-1.1', pid: 4121, startTime: 1, exit: new Promise(() => undefined), initialized: () => Promise.resolve(), end: () => Promise.resolve({ rungs: [], survivors: [] }),
};

/** Keepers that end, with those facts, as they are asked: as many as there are facts. The one after them starts the process. */
class Keepers implements Spawner {
  readonly asked: SpawnParams[] = [];
  readonly #losses: Record<string, unknown>[];

  constructor(...losses: Record<string, unknown>[]) {
    this.#losses = losses;
  }

  spawn(params: SpawnParams): Promise<ProviderProcess> {
    this.asked.push(params);
    const loss = this.#losses.shift();
    if (loss === undefined) return Promise.resolve(PROCESS);
    return Promise.reject(new ProviderError('KEEPER_LOST', { provider: params.provider, keeperPid: 4000 + this.asked.length, ...loss }, { message: `Keeper ${this.asked.length} ended.` }));
  }

  secret(call: number): string {
    return this.asked[call]!.bootstrap.activation.secret;
  }
}

function connectionOf(stream: PassThrough): Connection {
  return openConnection(stream, { peer: 'the provider' });
}

for (const [how, facts] of [['ended as it was asked', { reason: 'CONNECTION_CLOSED' }], ['was killed before it had called', { signal: 'SIGKILL' }]] as const) {
  test(`D15 a keeper that ${how} costs a start nothing: another is asked once, and only what that one starts is let in`, async () => {
    const [hellos, clock, keepers, stream] = [new ExpectedHellos(), new MadeUpClock(), new Keepers(facts), new PassThrough()];
    const processes: number[] = [];
    const connection = connectionOf(stream);
    const starting = startProcess({ spawner: keepers, hellos, clock, socket: 'socket', state: 'state' }, { ...OPTIONS, onProcess: ({ pid }) => {
      processes.push(pid);
      // What the first keeper may have started all the same knocks first.
      expect(hellos.accept('notes-1.1', keepers.secret(0), connection, HELLO)).toBe(false);
      expect(hellos.accept('notes-1.1', keepers.secret(1), connection, HELLO)).toBe(true);
    } });
    const started = await starting;
    expect(started.connection).toBe(connection);
    expect(processes).toEqual([4121]);
    expect(keepers.asked.map(({ provider, activation }) => `${provider} ${activation}`)).toEqual(['notes notes-1.1', 'notes notes-1.1']);
    started.ready();
    expect(clock.armed).toBe(0);
    connection.close();
  });
}

for (const [how, losses, last] of [
  ['two keepers in a row end as they are asked', [{ reason: 'CONNECTION_CLOSED' }, { reason: 'CONNECTION_CLOSED' }], 'Keeper 2 ended.'],
  ['a keeper is there and does not answer', [{}], 'Keeper 1 ended.'],
] as const) {
  test(`D15 where ${how}, the caller is told KEEPER_LOST, and the next start is served`, async () => {
    const [hellos, clock, keepers, stream] = [new ExpectedHellos(), new MadeUpClock(), new Keepers(...losses), new PassThrough()];
    const tools = { spawner: keepers, hellos, clock, socket: 'socket', state: 'state' };
    await expect(startProcess(tools, OPTIONS)).rejects.toMatchObject({ code: 'KEEPER_LOST', sentence: last, facts: { provider: 'notes', keeperPid: 4000 + losses.length } });
    expect(keepers.asked).toHaveLength(losses.length);
    expect(clock.armed).toBe(0);
    const connection = connectionOf(stream);
    for (let call = 0; call < losses.length; call += 1) expect(hellos.accept('notes-1.1', keepers.secret(call), connection, HELLO)).toBe(false);

    const started = await startProcess(tools, { ...OPTIONS, onProcess: () => void hellos.accept('notes-1.1', keepers.secret(losses.length), connection, HELLO) });
    expect(started.process.pid).toBe(4121);
    started.ready();
    connection.close();
  });
}
