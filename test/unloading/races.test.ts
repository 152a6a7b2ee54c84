import { describe, expect, test } from '@jest/globals';
import { connect } from '@provost/client';
import { Get, Invoke, isProviderError, Requests, Status, WaitFor } from '@provost/protocol';
import { startCells, type Cells } from '../support/cells.js';
import { failureOf, getThing, listThings, registerFixture } from '../support/providers.js';
import { startHost } from '../support/start-host.js';

/** How many turns of the event loop lie between the one and the other: from both at once to the one that is through before the other begins. */
const TURNS = [0, ...Array.from({ length: 14 }, (_, power) => 2 ** power), Infinity];

/** Settles after so many turns, or when that is settled. */
async function turns(count: number, until: Promise<unknown>): Promise<void> {
  let isSettled = false;
  void until.then(() => (isSettled = true));
  for (let turn = 0; turn < count && !isSettled; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** The value, or the code of the error. */
function outcomeOf(request: Promise<unknown>): Promise<unknown> {
  return request.catch((error: unknown) => (isProviderError(error) ? error.code : error));
}

/** Nobody is at work any more in the cell, and it is the process that it was. */
async function expectIdleStill(host: Cells): Promise<void> {
  expect(await host.door.request(WaitFor, { name: 'cell', state: 'idle' })).toMatchObject({ inFlight: 0, generation: 1, crashes: 0 });
  expect((await host.door.request(Requests, {})).requests).toEqual([]);
}

describe('an answer and its end that cross', () => {
  test('F-R18 a cancel: exactly one of them reaches the client, over a socket too, and the provider is idle afterwards', async () => {
    await using host = await startCells();
    await using client = await connect({ state: host.state });
    await host.tell('count');
    for (const from of [host.door, client]) {
      const outcomes: unknown[] = [];
      for (const count of TURNS) {
        const cancel = new AbortController();
        const settled: unknown[] = [];
        const call = outcomeOf(from.request(Invoke, { path: 'root/cell:Cell', method: 'count', arguments: {} }, { signal: cancel.signal }));
        const seen = call.then((outcome) => settled.push(outcome));
        await turns(count, seen);
        cancel.abort();
        await seen;
        await from.request(Status, {}); // Whatever was said before has come to the host by then.
        await expectIdleStill(host);
        expect(settled).toHaveLength(1);
        outcomes.push(typeof settled[0] === 'string' ? settled[0] : 'answered');
      }
      expect(new Set(outcomes)).toEqual(new Set(['OPERATION_CANCELLED', 'answered']));
    }
  });

  test('F-R18 a provider that answers a request because it is cancelled tells nobody twice: the caller has its cancel, and the answer is dropped', async () => {
    await using host = await startHost();
    await registerFixture(host, 'answers-after-cancel');
    await listThings(host);
    for (let round = 1; round <= 20; round++) {
      const cancel = new AbortController();
      const slow = failureOf(host.door.request(Get, { path: 'Thing="slow"' }, { signal: cancel.signal }));
      await turns(round, slow);
      cancel.abort();
      expect((await slow).code).toBe('OPERATION_CANCELLED');
      expect(await getThing(host, 'count')).toBe(String(round));
    }
    expect(await host.door.request(WaitFor, { name: 'raw', state: 'idle' })).toMatchObject({ inFlight: 0, generation: 1 });
  });

  test('F-R19 a deadline: exactly one of them reaches the client, and the provider is idle afterwards', async () => {
    await using host = await startCells();
    const cross = async (turnsBefore: number, first: () => Promise<unknown>, second: () => Promise<unknown>): Promise<unknown> => {
      const waiting = outcomeOf(host.call('root/cell:Cell', 'wait', {}, 1_000));
      await host.tell('count'); // The provider is at it by now.
      const begun = first();
      await turns(turnsBefore, waiting);
      await Promise.all([begun, second()]);
      await expectIdleStill(host);
      return waiting;
    };
    const [answer, deadline] = [() => host.tell('go'), () => host.clock.advance('1s')];
    const outcomes: unknown[] = [];
    for (const count of TURNS) outcomes.push(await cross(count, answer, deadline), await cross(count, deadline, answer));
    expect(new Set(outcomes)).toEqual(new Set(['OPERATION_TIMED_OUT', 'waited']));
  });

  test('P8 F-R17 an exit: an answer that was sent before it is delivered, also where the exit is seen before all of it is read', async () => {
    await using host = await startHost();
    await registerFixture(host, 'exits-behind-a-flood');
    for (let generation = 1; generation <= 3; generation++) {
      expect(await getThing(host)).toBe('last words');
      expect(await host.event('crashed', 'raw', (event) => event.generation === generation)).toMatchObject({ code: 9 });
      expect(await listThings(host)).toEqual(['1']);
      expect(await host.provider('raw')).toMatchObject({ state: 'idle', generation: generation + 1, crashes: generation });
    }
  });
});

describe('requests that need a provider which is not there', () => {
  test.each([2, 200])('P1 P2 F-R20 %d at once start one process, and each is answered by it', async (many) => {
    await using host = await startCells();
    const counts = await Promise.all(Array.from({ length: many }, () => host.tell('count')));
    expect((counts as number[]).sort((one, other) => one - other)).toEqual(Array.from({ length: many }, (_, index) => index + 1));
    expect(await host.trace()).toEqual(['load']);
    expect((await host.events()).filter(({ type }) => type === 'loading')).toHaveLength(1);
    expect(await host.provider('cell')).toMatchObject({ state: 'idle', generation: 1, loads: 1 });
  });

  test('P2 F-R20 so do those that come while the last process leaves', async () => {
    await using host = await startCells({ config: { releaseMs: 100 } });
    await host.tell('count');
    await host.clock.advance('30s');
    await host.event('releasing', 'cell');
    const counts = await Promise.all(Array.from({ length: 200 }, () => host.tell('count')));
    expect(Math.max(...(counts as number[]))).toBe(200);
    expect(await host.provider('cell')).toMatchObject({ generation: 2, loads: 2 });
  });
});
