/** What a cell says, written down of its process, and what it must never have to say. */
import type { CellProcess, Said } from './cell-process.js';
import type { Stage } from './stage.js';

/** What each word means. */
type Hears = { readonly [Word in Said['said']]: (stage: Stage, process: CellProcess, facts: Said) => void };

const HEARS: Hears = {
  load(stage, process, { version }) {
    expectAlone(stage, process);
    process.phase = stage.isGated(process.name) ? 'loading' : 'serving';
    process.version = version as number;
    process.isTold = process.mayEnd = false;
    process.refusing.clear();
    process.toldToRefuse.clear();
    process.contexts.clear();
    process.running.clear();
  },
  request(stage, process, { n }) {
    const words = (): string => `request ${n} reaches process ${process.pid}`;
    const asked = stage.callers.of(n as number);
    stage.expect('P6', process.phase === 'serving', () => `${words()}, which is ${process.phase}`);
    process.running.add(n as number);
    process.contexts.add(n as number);
    if (asked === undefined) return;
    asked.isAtWork = true;
    if (asked.by !== undefined || process.name !== 'cell') return;
    stage.expect('update', process.version >= asked.version, () => `${words()}, which is of registration ${process.version}, and it was asked of ${asked.version}`);
    const others = [...process.running].filter((other) => stage.callers.of(other)?.by === undefined).length;
    stage.expect('room', others <= stage.mostRoom, () => `${words()} as number ${others} at a time, where there is room for ${stage.mostRoom}`);
  },
  returned: () => undefined,
  release(stage, process, { reason, running, refusing }) {
    stage.expect('P6', reason !== 'idle' || isEmpty(running), () => `process ${process.pid} lets go for idleness while it is at work (${String(running)})`);
    stage.expect('P5', reason !== 'idle' || isEmpty(refusing), () => `process ${process.pid} lets go for idleness while ${String(refusing)} refuse`);
    process.phase = stage.isGated(process.name) ? 'releasing' : 'gone';
    process.isTold = false;
    process.refusing.clear();
  },
  gone: () => undefined,
  refuses(_stage, process, { as, result }) {
    if (result !== 'OK') return;
    process.refusing.add(as as number | 'load');
    process.isHeldKnown = false;
  },
  requests(stage, process, { as, result, isForeign }) {
    stage.expect('P5', isForeign !== true || result === 'INVALID_PARAMETER', () => `context ${String(as)} of process ${process.pid}, which does not refuse, takes a refusal back (${String(result)})`);
  },
  answered: (stage, process, { n, code }) => stage.callers.ownAnswered(process, n as number, code as string | undefined),
  echo(_stage, process) {
    process.echoes += 1;
  },
  spawned(_stage, process, { child }) {
    process.child = child as number;
  },
};

/** Hears one word of a process. */
export function hear(stage: Stage, process: CellProcess, facts: Said): void {
  HEARS[facts.said](stage, process, facts);
}

/** P2: the author's code begins in a process, and in no other of that provider it has not ended. */
function expectAlone(stage: Stage, process: CellProcess): void {
  if (stage.mayOverlap(process.name)) return;
  for (const other of stage.processes) {
    if (other === process || other.name !== process.name || other.isClient) continue;
    stage.expect('P2', !other.isAlive, () => `process ${process.pid} is initialised while process ${other.pid} is ${other.phase} and runs`);
  }
}

function isEmpty(list: unknown): boolean {
  return (list as readonly unknown[]).length === 0;
}
