/** What the host, its keeper and the operating system do by themselves: there is nothing to be done for it but to wait; and what time does. */
import { ResetProvider } from '@provost/protocol';
import { BACK_OFF_MS, CHANNEL_MS, LOAD_MS, RELEASE_MS } from '../limits.js';
import { ofCells, once, type Play, type Step } from '../play.js';

const movesOn: Step = once(({ isOwed }) => isOwed, (play) => play.moveOn());

/** What is on its way already has its turn, and no more. */
const hasItsTurn: Step = once(({ isOwed }) => isOwed, () => new Promise((resolve) => setImmediate(resolve)));

/** Once its files are what they were, it is tried again when somebody says so. */
async function restore(play: Play): Promise<void> {
  play.stage.cell.restore();
  play.isSpoiled = false;
  if (!play.isClosed) await play.stage.door.request(ResetProvider, { name: 'cell' });
  play.stage.deeds.over('spoiled');
}

/** What has failed is kept back for a while, or until somebody resets it. */
async function letTry(play: Play): Promise<void> {
  if (play.state === 'quarantined') await play.stage.door.request(ResetProvider, { name: 'cell' });
  else await play.advance(BACK_OFF_MS);
}

export const SYSTEM: Readonly<Record<string, Step | string>> = {
  'process # is started': { offer: (play) => (play.isSpoiled ? [() => restore(play)] : movesOn.offer(play)) },
  'process # says hello and is told to initialize': movesOn,
  'initialize is sent to process #, a client': movesOn,
  'the host hears process #': hasItsTurn,
  'the host finds the channel of process # closed': hasItsTurn,
  'the host sees process # exit': movesOn,
  'the end of process # is certified': movesOn,
  'it is known what became of the request that was sent behind initialize to process #': movesOn,
  'the timer of process # rings': ofCells(
    ({ hasClosed, isHung, phase, waits }, { state }) => hasClosed || (state === 'releasing' && (isHung || (phase === 'releasing' && waits))),
    ({ hasClosed }, play) => play.advance(hasClosed ? CHANNEL_MS : RELEASE_MS),
  ),
  'the load deadline of process # passes': ofCells(({ isHung, phase }, { state }) => isHung && state === 'loading' && phase !== 'serving', (_process, play) => play.advance(LOAD_MS)),
  'a call of process # is answered': {
    offer: ({ stage }) => stage.processes.filter(({ name, isAlive }) => name === 'neighbour' && isAlive).flatMap((process) => [...process.running].map((n) => () => {
      process.running.delete(n);
      process.tell('pass', { word: `reply ${n}` });
    })),
  },
  'the sweep timer rings': 'It rings as a tick passes.',
  'a sweep': hasItsTurn,
  'supervision says yes': once(
    ({ state, isSpoiled, isClosed, stage }) => !isClosed && !isSpoiled && (state === 'quarantined' || (state === 'unloaded' && stage.callers.open.length > 0)),
    letTry,
  ),
  'supervision says later': 'It says so by itself, of what has failed.',
  'supervision says no': 'It says so by itself, of what fails again and again.',
};
