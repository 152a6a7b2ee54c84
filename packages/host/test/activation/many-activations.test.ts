import { expect, test } from '@jest/globals';
import type { Registration } from '#src/registration/registration.js';
import { registrationOf } from '../cache/made-up-registration.js';
import { MadeUpClock } from '../made-up-clock.js';
import { madeUpActivations, type MadeUpActivations } from './made-up-activations.js';

const CLEAR_AFTER_MS = 30_000;

/** So many providers, each loaded and idle since now. */
async function loaded(count: number, apart: boolean): Promise<MadeUpActivations & { readonly clock: MadeUpClock; readonly registrations: readonly Registration[] }> {
  const clock = new MadeUpClock();
  const made = madeUpActivations({ clock, clearAfterMs: CLEAR_AFTER_MS, apart });
  const registrations = Array.from({ length: count }, (_, number) => registrationOf(`provider-${number}`));
  await Promise.all(registrations.map((registration) => made.load(registration)));
  return { ...made, clock, registrations };
}

/** What the host was asked for while something was done. */
function askedFor({ asked }: MadeUpActivations, act: () => void): typeof asked {
  const before = { ...asked };
  act();
  return { clearAfter: asked.clearAfter - before.clearAfter, concurrency: asked.concurrency - before.concurrency, generations: asked.generations - before.generations, told: asked.told - before.told };
}

test.each([['one ClearAfter for all', false], ['a ClearAfter each', true]])('with %s a request asks for nothing of the others, whether a hundred providers are loaded or ten thousand', async (_how, apart) => {
  for (const count of [100, 10_000]) {
    const many = await loaded(count, apart);
    many.clock.advance(11_000); // So that nothing rings any more for those that were at work.
    const armed = many.clock.armed;
    expect(armed).toBe(apart ? count : 1);
    expect(askedFor(many, () => many.use(many.registrations[7] as Registration))).toEqual({ clearAfter: 0, concurrency: 0, generations: 0, told: 0 });
    expect(many.clock.armed).toBe(armed + 1); // It is pinged, should it be at work for long.
    expect(many.activations.loaded).toBe(count);
  }
});

test('P3 a sweep looks at each idle provider once and at nothing else, lets go those that are due, and all ten thousand are gone by twice ClearAfter', async () => {
  const many = await loaded(10_000, false);
  many.clock.advance(CLEAR_AFTER_MS - 1);
  const used = many.registrations.slice(0, 100);
  for (const registration of used) many.use(registration);
  const { clearAfter, told } = askedFor(many, () => many.clock.advance(1));
  expect(clearAfter).toBe(10_000);
  expect(told).toBe(9_900); // 'releasing', each once.
  await new Promise((resolve) => setImmediate(resolve));
  expect(many.activations.loaded).toBe(100);
  expect(askedFor(many, () => many.clock.advance(CLEAR_AFTER_MS)).clearAfter).toBe(100);
  await new Promise((resolve) => setImmediate(resolve));
  expect([many.activations.loaded, [...many.activations.slots].every(({ alive }) => alive === undefined)]).toEqual([0, true]);
  many.clock.advance(CLEAR_AFTER_MS);
  expect(many.clock.armed).toBe(0);
});
