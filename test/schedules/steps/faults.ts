/** What goes wrong with the processes of the cell, by no doing of the host. */
import type { CellProcess } from '../cell-process.js';
import type { Harm } from '../deeds.js';
import { LOAD_MS } from '../limits.js';
import { ofCells, once, type Play, type Step, type Take } from '../play.js';
import { taggedProcesses } from '../tagged.js';

function fault(harm: Harm, when: (process: CellProcess) => boolean, strike: (process: CellProcess, play: Play) => void): Step {
  return ofCells((process, { left }) => left.faults > 0 && process.isActing && when(process), (process, play) => {
    play.left.faults -= 1;
    play.stage.deeds.harm(process.pid, harm);
    strike(process, play);
  });
}

function kill(play: Play, pid: number): void {
  play.left.faults -= 1;
  play.stage.deeds.harm(pid, 'crashed');
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // It has ended meanwhile.
  }
}

/** Processes that have been started for the cell and in which nothing of it runs yet. */
function born({ stage, state }: Play): readonly number[] {
  if (state !== 'loading') return [];
  const known = new Set(stage.processes.flatMap(({ pid, child }) => [pid, child]));
  return [...taggedProcesses(stage.host.state)].filter(([pid, tag]) => tag.startsWith('cell-') && !known.has(pid)).map(([pid]) => pid);
}

const crashes: Step = {
  offer: (play): readonly Take[] => {
    if (play.left.faults === 0) return [];
    const pids = [...play.stage.alive.filter(({ isActing }) => isActing).map(({ pid }) => pid), ...born(play)];
    return pids.map((pid) => () => kill(play, pid));
  },
};

export const FAULTS: Readonly<Record<string, Step | string>> = {
  'process # crashes': crashes,
  'process # hangs': fault('hung', () => true, (process) => {
    process.isHung = true;
    process.tell('hang');
  }),
  'process # closes its channel and lives on': fault('closed', () => true, (process) => {
    process.isHung = process.hasClosed = true;
    process.tell('close');
  }),
  'process # writes garbage': fault('garbled', () => true, (process) => process.tell('garbage')),
  'process # fails to load': fault('failed', ({ phase, isTold }) => phase === 'loading' && !isTold, (process) => {
    process.phase = 'gone';
    process.isTold = true;
    process.tell('fail');
  }),
  'process # cannot be started': once(({ left, isSpoiled, isRegistering, isClosed }) => left.faults > 0 && !isSpoiled && !isRegistering && !isClosed, (play) => {
    play.left.faults -= 1;
    play.isSpoiled = true;
    play.stage.deeds.begin('spoiled');
    play.stage.cell.spoil();
  }),
  'process # refuses a release and says of nobody that it refuses, or of one that is not put to the vote': 'Our SDK never does.',
  'the load of process # takes too long': ofCells(({ isActing, waits, phase }, { left }) => left.faults > 0 && isActing && phase === 'loading' && waits, (process, play) => {
    play.left.faults -= 1;
    play.stage.deeds.harm(process.pid, 'failed');
    return play.advance(LOAD_MS);
  }),
};
