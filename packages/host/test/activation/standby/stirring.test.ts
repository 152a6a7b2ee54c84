import { expect, test } from '@jest/globals';
import { endIfStopped } from '#src/activation/standby/stirring.js';
import { MadeUpClock } from '../../made-up-clock.js';

function watched(): { clock: MadeUpClock; at: { state: string | undefined }; ended: number[]; lookNoMore: () => void } {
  const [clock, at, ended] = [new MadeUpClock(), { state: 'S' as string | undefined }, [] as number[]];
  const end = (termGraceMs: number): never => {
    ended.push(termGraceMs);
    return undefined as never;
  };
  return { clock, at, ended, lookNoMore: endIfStopped(clock, { pid: 7, end }, () => at.state) };
}

test('a standby that is only slow is left alone, however long it takes', () => {
  const { clock, ended, lookNoMore } = watched();
  clock.advance(60_000);
  lookNoMore();
  expect([ended, clock.armed]).toEqual([[], 0]);
});

test.each(['T', 't'])('a standby in state %s is ended without grace at the next look, and not looked at again', (state) => {
  const { clock, at, ended } = watched();
  clock.advance(700);
  at.state = state;
  clock.advance(299);
  expect(ended).toEqual([]);
  clock.advance(1);
  expect([ended, clock.armed]).toEqual([[0], 0]);
});

test('one of which the system says nothing is left alone', () => {
  const { clock, at, ended } = watched();
  at.state = undefined;
  clock.advance(5_000);
  expect(ended).toEqual([]);
});
