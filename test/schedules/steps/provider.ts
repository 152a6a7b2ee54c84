/** What the processes of the cell do when they are told to: they load, answer, refuse, call back and let go. */
import type { CellProcess } from '../cell-process.js';
import { ofCells, once, type Play, type Step, type Take } from '../play.js';

const movesOn: Step = once(({ isOwed }) => isOwed, (play) => play.moveOn());

/** So many start a process of their own, which leaves their group and has to go with them. */
const SPAWNS = 0.2;

type Context = number | 'load';

/** A step of each context of each process that is as it has to be. */
function ofContexts(which: (process: CellProcess) => readonly Context[], take: (process: CellProcess, as: Context, play: Play) => unknown): Step {
  return {
    offer: (play): readonly Take[] => play.stage.alive
      .filter(({ isActing, phase }) => isActing && (phase === 'serving' || phase === 'loading'))
      .flatMap((process) => which(process).map((as) => () => take(process, as, play))),
  };
}

/** A call of its own, in the context of its load or of a request that it is at work on. */
function calls(budget: 'calls' | 'reentries', callee: 'neighbour' | 'cell'): Step {
  return {
    offer: (play): readonly Take[] => (play.left[budget] === 0 ? [] : play.stage.alive.filter(({ isActing, phase, isClient }) => isActing && (phase !== 'gone' || isClient)).flatMap((process) =>
      (['load', ...process.running] as const).map((as) => async () => {
        play.left[budget] -= 1;
        if (callee === 'neighbour' && play.stopping === 0) await play.stage.addNeighbour();
        process.tell('call', { path: `root/${callee}:Cell`, n: play.stage.callers.beginOwn(process), as });
        if (process.isLost) play.stage.callers.forgetOwn(process);
      }))),
  };
}

export const PROVIDER: Readonly<Record<string, Step | string>> = {
  'process # reads': movesOn,
  'process # has loaded': ofCells(({ isActing, phase, isTold }) => isActing && phase === 'loading' && !isTold, (process, { draw }) => {
    process.phase = 'serving';
    process.isTold = true;
    if (process.child === undefined && draw() < SPAWNS) process.tell('spawn');
    process.tell('pass', { word: 'loaded' });
  }),
  'process # begins what came behind initialize': movesOn,
  'request # is replied to': {
    offer: ({ stage }) => stage.alive.filter(({ isActing }) => isActing).flatMap((process) => [...process.running].map((n) => () => {
      process.running.delete(n);
      process.tell('pass', { word: `reply ${n}` });
    })),
  },
  'context # refuses (process * 16 + context)': ofContexts(({ running, toldToRefuse }) => (['load', ...running] as const).filter((as) => !toldToRefuse.has(as)), (process, as) => {
    process.toldToRefuse.add(as);
    process.tell('refuse', { as });
  }),
  'context # takes its refusal back (process * 16 + context)': ofContexts(({ refusing }) => [...refusing], takeBack),
  'context #, which does not refuse, asks to take a refusal back (process * 16 + context)': ofContexts(
    ({ refusing, contexts, toldToRefuse }) => (refusing.size === 0 ? [] : (['load', ...contexts] as const).filter((as) => !toldToRefuse.has(as))),
    (process, as) => process.tell('request', { as, isForeign: true }),
  ),
  'process # calls the host': calls('calls', 'neighbour'),
  'process # asks through the host for what only it can give': calls('reentries', 'cell'),
  'process # has let go': ofCells(({ isActing, phase, isTold }) => isActing && phase === 'releasing' && !isTold, (process) => {
    process.phase = 'gone';
    process.isTold = true;
    process.tell('pass', { word: 'letGo' });
  }),
  'process # exits': movesOn,
  'process # exits, a client with nothing to do': ofCells(({ isActing, isClient, mayEnd }) => isActing && isClient && !mayEnd, (process) => {
    process.mayEnd = true;
    process.tell('leave');
  }),
  'process # lets go without having been asked': 'Our SDK says that it leaves and is asked then; only when the host does not for seconds it goes on by itself.',
  'process # is dead of the signal': movesOn,
};

/** From here on that context does not refuse. */
export function takeBack(process: CellProcess, as: Context): void {
  process.refusing.delete(as);
  process.toldToRefuse.delete(as);
  process.tell('request', { as });
}
