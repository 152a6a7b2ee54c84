/** What supervision says of a new life. After each failure it speaks; it may speak at any other time too, and says what it likes. */
import type { MayLoad } from '#src/lifecycle/slot-state.js';
import { dispatch } from '../slot-of-world.js';
import type { StepKind } from '../step-kind.js';
import type { World } from '../world.js';

function says(mayLoad: MayLoad, of: StepKind['of'], when: (world: World) => boolean): StepKind {
  return {
    name: `supervision says ${mayLoad}`,
    of,
    offer(world, give) {
      if (world.mayLoad !== mayLoad && when(world)) give(0);
    },
    take(world) {
      if (of === 'may') world.spend('words');
      dispatch(world, { name: 'may-load', mayLoad });
    },
  };
}

/** Nobody waits for ever: what is put off is allowed or refused sooner or later. What was refused may be allowed again. */
export const SUPERVISION: readonly StepKind[] = [
  says('yes', 'must', ({ mayLoad }) => mayLoad === 'later'),
  says('yes', 'may', (world) => world.mayLoad === 'no' && world.may('words')),
  says('later', 'may', (world) => world.may('words')),
  says('no', 'may', (world) => world.may('words')),
];
