/** Many events to many who watch: a sample. More of them: `npm run soak -- events`. */
import { expect, test } from '@jest/globals';
import { connect } from '@provost/client';
import { generatorOf } from '../schedules/checker.js';
import { flow } from './flow/flow.js';
import { hostWithRaiser } from './watched.js';

test.each([1, 2])('of 2,500 events each of 20 who watch is handed his in their order, or told how many were dropped, whatever his manner (seed %i)', async (seed) => {
  await using host = await hostWithRaiser();
  await using client = await connect({ state: host.state });
  const { raised, handed, dropped, overflows, manners } = await flow(host, { events: 2_500, watchers: 20, random: generatorOf(seed), doors: [host.door, client] });
  expect([raised, [...manners.values()].reduce((all, one) => all + one, 0)]).toEqual([2_501, 20]);
  expect(dropped).toBeGreaterThan(500);
  expect(overflows).toBeGreaterThan(0);
  expect(handed).toBeGreaterThan(10_000);
  expect((await host.provider('raiser')).crashes).toBe(0);
}, 60_000);
