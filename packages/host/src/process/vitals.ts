/** What the system tells of a running process from outside: how it is, what it has used, what its threads do. Reads /proc and disturbs nothing. */
import { readFileSync, readdirSync } from 'node:fs';

/** Of Linux, where it has been the same for decades. */
const MS_PER_TICK = 10;
const PAGE_BYTES = 4_096;
/** How many threads are told of. */
const MOST_THREADS = 64;

export interface ThreadVitals {
  readonly tid: number;
  readonly name: string;
  /** `R`, `S`, `D`, `T`, ... as in proc(5). */
  readonly state: string;
  /** Processor time that it has used. */
  readonly cpuMs: number;
}

export interface Vitals {
  /** Of its first thread, which in Node runs the event loop. */
  readonly state: string;
  /** Where in the kernel that thread waits; undefined where it does not, or the system does not say. */
  readonly waitsIn: string | undefined;
  /** Of all its threads, those that have ended included. */
  readonly cpuMs: number;
  readonly rssBytes: number;
  readonly threads: readonly ThreadVitals[];
}

/** Undefined where there is no such process, or the system does not say. */
export function vitalsOf(pid: number, proc = '/proc'): Vitals | undefined {
  const fields = statOf(`${proc}/${pid}/stat`);
  if (fields === undefined) return undefined;
  const waitsIn = readOrEmpty(`${proc}/${pid}/wchan`).trim();
  return {
    state: fields.state,
    waitsIn: waitsIn === '' || waitsIn === '0' ? undefined : waitsIn,
    cpuMs: fields.cpuMs,
    rssBytes: Number(readOrEmpty(`${proc}/${pid}/statm`).split(' ')[1] ?? 0) * PAGE_BYTES,
    threads: threadsOf(`${proc}/${pid}/task`),
  };
}

function threadsOf(directory: string): ThreadVitals[] {
  return namesIn(directory).slice(0, MOST_THREADS).flatMap((tid) => {
    const fields = statOf(`${directory}/${tid}/stat`);
    return fields === undefined ? [] : [{ tid: Number(tid), ...fields }];
  });
}

/** The name may hold spaces and parentheses, so what follows is counted from the last `)`. */
function statOf(path: string): { readonly name: string; readonly state: string; readonly cpuMs: number } | undefined {
  const line = readOrEmpty(path);
  const close = line.lastIndexOf(')');
  if (close < 0) return undefined;
  const fields = line.slice(close + 2).split(' ');
  return { name: line.slice(line.indexOf('(') + 1, close), state: fields[0] ?? '', cpuMs: (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK };
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return ''; // It has ended, or is another user's.
  }
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
