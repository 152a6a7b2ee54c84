/** The generator of random schedules as the checker of the lifecycle has it: the very code, from the tests of the host's package, which ship nothing. */
import type * as All from '../../packages/host/dist-test/lifecycle/checker/steps/all.js';
import type * as Broken from '../../packages/host/dist-test/lifecycle/checker/promise-broken.js';
import type * as Generator from '../../packages/host/dist-test/lifecycle/checker/schedule.js';

const CHECKER = new URL('../../../packages/host/dist-test/lifecycle/checker/', import.meta.url);

async function built<Module>(file: string): Promise<Module> {
  return (await import(new URL(file, CHECKER).href)) as Module;
}

const generator = await built<typeof Generator>('schedule.js');
const all = await built<typeof All>('steps/all.js');
const broken = await built<typeof Broken>('promise-broken.js');

export type Schedule = Generator.Schedule;

export const { schedules, pick, generatorOf } = generator;
/** Every kind of step that the checker knows; the weights of a schedule are in this order. */
export const STEP_KINDS: readonly { readonly name: string; readonly of: 'must' | 'may' | 'time' }[] = all.STEP_KINDS;
export const { PromiseBroken } = broken;
