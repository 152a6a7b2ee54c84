import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Spawn, type SpawnParams } from '@provost/protocol';
import type { Clock } from '#src/clock.js';
import { Keeper, LINGER_MS } from '#src/keeper/keeper.js';
import type { Connection } from '@provost/protocol/node';

/** Time that stands still until it is moved. */
function madeUpClock() {
  let nowMs = 0;
  const timers = new Set<{ dueMs: number; act: () => void }>();
  const clock: Clock = {
    nowMs: () => nowMs,
    date: () => new Date(nowMs),
    afterTurn: (act) => void setImmediate(act),
    after: (delayMs, act) => {
      const timer = { dueMs: nowMs + delayMs, act };
      timers.add(timer);
      return { cancel: () => void timers.delete(timer) };
    },
  };
  const passMs = (ms: number): void => {
    nowMs += ms;
    for (const timer of [...timers]) if (timer.dueMs <= nowMs && timers.delete(timer)) timer.act();
  };
  return { clock, passMs, timers };
}

test('a keeper that keeps nothing and finds no host leaves, once', () => {
  const { clock, passMs } = madeUpClock();
  let left = 0;
  const keeper = new Keeper({ clock, onDone: () => (left += 1) });
  passMs(LINGER_MS - 1);
  expect(left).toBe(0);
  passMs(1);
  expect(left).toBe(1);
  keeper.hostLost();
  passMs(LINGER_MS);
  expect(left).toBe(1);
});

/** A host that asks for one process and is told of its exit. */
function hostOf(keeper: Keeper) {
  const handlers = new Map<unknown, (params: unknown, incoming: unknown) => unknown>();
  const told = new Promise<void>((resolve) => {
    const connection = {
      isClosed: false,
      onRequest: (message: unknown, handler: (params: unknown, incoming: unknown) => unknown) => handlers.set(message, handler),
      onNotification: () => undefined,
      request: async () => resolve(),
    };
    keeper.serve(connection as unknown as Connection);
    keeper.hostFound(connection as unknown as Connection);
  });
  return { told, spawn: (params: SpawnParams) => handlers.get(Spawn)!(params, { signal: new AbortController().signal }) };
}

test('P7 a keeper that may leave stays until what a process left behind is seen to be gone', async () => {
  const { clock, passMs, timers } = madeUpClock();
  const directory = mkdtempSync(join(tmpdir(), 'provost-leftovers-'));
  let left = 0;
  const keeper = new Keeper({ clock, onDone: () => (left += 1) });
  const { told, spawn } = hostOf(keeper);
  await spawn({
    activation: 'leftovers-1.1',
    provider: 'leftovers',
    generation: 1,
    command: 'true',
    arguments: [],
    directory,
    environment: { PATH: process.env['PATH'] ?? '' },
    bootstrap: { socket: join(directory, 'host.sock'), activation: { id: 'leftovers-1.1', secret: 'secret' } },
    log: { directory, fileBytes: 1024, files: 1, bytesPerSecond: 1024 },
  });
  await told;
  keeper.retire();
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  // The pause between two scans, which only this clock ends.
  while (timers.size === 0) await turn();
  expect(left).toBe(0);
  for (; left === 0; await turn()) passMs(50);
  expect(left).toBe(1);
  await keeper.logs.flushed();
  rmSync(directory, { recursive: true });
});

test('a keeper that has a host and keeps nothing stays, and arms no timer', () => {
  const { clock, passMs, timers } = madeUpClock();
  let left = 0;
  const keeper = new Keeper({ clock, onDone: () => (left += 1) });
  keeper.hostFound({} as Connection);
  expect(timers.size).toBe(0);
  passMs(100 * LINGER_MS);
  expect(left).toBe(0);
  keeper.hostLost();
  passMs(LINGER_MS);
  expect(left).toBe(1);
});
