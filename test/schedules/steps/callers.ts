/** Callers ask, and give up. */
import type { CellProcess } from '../cell-process.js';
import type { Asked } from '../callers.js';
import { OPERATION_MS, PING_MS } from '../limits.js';
import { ofCells, once, type Play, type Step, type Take } from '../play.js';

function givesUp(when: (asked: Asked) => boolean): Step {
  return {
    offer: ({ stage: { callers } }: Play): readonly Take[] =>
      callers.open.filter((asked) => asked.by === undefined && !asked.hasGivenUp && when(asked)).map((asked) => () => callers.giveUp(asked)),
  };
}

/** Blocked with something open on it: nothing but deadlines ends that. */
function isStuck({ isHung, phase, hasClosed }: CellProcess, { state }: Play): boolean {
  return isHung && !hasClosed && phase === 'serving' && state === 'busy';
}

/** Of what the provider is at work on it passes by itself; of what was given up, as of what still waits, it is made-up time. */
async function passDeadline(_process: CellProcess, play: Play): Promise<void> {
  await play.advance(OPERATION_MS);
  await play.moveOn();
}

export const CALLERS: Readonly<Record<string, Step>> = {
  'request # is forgotten': { offer: ({ stage: { callers } }) => Array.from({ length: callers.answered }, () => () => callers.forget()) },
  'request # is asked': once(({ stage }) => stage.callers.room > 0, ({ stage }) => stage.callers.ask()),
  'request # gives up while it waits': givesUp(({ isAtWork }) => !isAtWork),
  'request # is given up by its caller while the provider is at work on it': givesUp(({ isAtWork }) => isAtWork),
  'request # passes its deadline, the provider hangs': ofCells(isStuck, passDeadline),
  'the ping after request # is not answered': ofCells(isStuck, async (_process, play) => {
    await play.advance(PING_MS);
    await play.moveOn();
  }),
};
