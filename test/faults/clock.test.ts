/** What the wall clock does is no affair of a decision: it is set by hand and by the network, and stands still for nobody who sleeps. */
import { expect, test } from '@jest/globals';
import { TestClock } from '@provost/testing';
import { fileURLToPath } from 'node:url';
import { failureOf } from '../support/providers.js';
import { CELL } from '../support/cells.js';
import { startHost } from '../support/start-host.js';

const MENACE = fileURLToPath(new URL('../../faults/providers/menace.js', import.meta.url));
const DAY_MS = 86_400_000;

/** Its monotonic time moves when told to, and its time of day is set besides. */
class SetClock extends TestClock {
  aheadMs = 0;

  override date(): Date {
    return new Date(super.date().getTime() + this.aheadMs);
  }
}

test.each([
  ['F-P52 the wall clock of the host is set ahead by ten years', 3_650 * DAY_MS],
  ['F-P52 the wall clock of the host is set back by ten years', -3_650 * DAY_MS],
  ['F-H38 the machine slept for eight hours, in which monotonic time stood still', DAY_MS / 3],
])('%s: nothing is unloaded for it, and what is due later is unloaded then', async (_row, jumpMs) => {
  const clock = new SetClock();
  await using host = await startHost({ 'clear-after.object': '30s' }, { clock });
  await host.register(CELL);
  expect(await host.call('root/cells:Cell', 'count')).toBe(1);
  await clock.advance('20s');
  clock.aheadMs += jumpMs;
  await clock.advance('5s');
  expect(await host.provider('cell')).toMatchObject({ state: 'idle', generation: 1 });
  expect(await host.call('root/cells:Cell', 'count')).toBe(2);

  for (let seconds = 0; seconds < 60 && (await host.provider('cell')).state === 'idle'; seconds++) await clock.advance('1s');
  const end = await host.event('unloaded', 'cell');
  expect(end).toMatchObject({ reason: 'idle', code: 0 });
  expect(end['idleMs']).toBeGreaterThanOrEqual(30_000);
  expect(end['idleMs']).toBeLessThanOrEqual(60_000);
  expect(await host.call('root/cells:Cell', 'count')).toBe(1);
});

test.each([['ahead', DAY_MS], ['back', -DAY_MS]])('F-P52 a provider whose own clock is set %s keeps its deadlines, is served and is released as any other', async (_how, ms) => {
  const clock = new TestClock();
  await using host = await startHost({}, { clock });
  await host.register(MENACE);
  await host.register(CELL);
  const shown = Date.parse(String(await host.call('root/faults:Menace', 'shiftClock', { ms })));
  expect(Math.abs(shown - Date.now() - ms)).toBeLessThan(DAY_MS / 24);
  expect(await host.call('root/faults:Menace', 'debugger')).toBe('none');
  expect(await failureOf(host.call('root/faults:Menace', 'no'))).toMatchObject({ code: 'METHOD_NOT_FOUND' });

  for (let seconds = 0; seconds < 60 && (await host.provider('menace')).state === 'idle'; seconds++) await clock.advance('1s');
  expect(await host.event('unloaded', 'menace')).toMatchObject({ reason: 'idle', cause: 'released', code: 0 });
  expect(await host.call('root/faults:Menace', 'debugger')).toBe('none');
});
