/** Waits for the end of a host that is stopping: nothing answers on its socket any more, and its process is gone. */
import { setTimeout as pause } from 'node:timers/promises';
import { connect } from '@provost/client';
import { isErrorOf } from '@provost/protocol';
import { isProcessAlive } from './process-alive.js';

const lookEveryMs = 25;

export interface GoneOptions {
  readonly state: string;
  readonly pid: number;
  /** A host inside an application: the process outlives it. */
  readonly embedded: boolean;
  /** Gives up waiting when aborted. */
  readonly signal: AbortSignal;
}

/** Resolves with true once it is gone, and with false when the signal aborts first. Never rejects. */
export async function whenGone({ state, pid, embedded, signal }: GoneOptions): Promise<boolean> {
  while (!signal.aborted) {
    const mayBeGone = embedded || !isProcessAlive(pid);
    if (mayBeGone && !(await answers(state, signal))) return true;
    await pause(lookEveryMs, undefined, { signal }).catch(() => undefined);
  }
  return false;
}

async function answers(state: string, signal: AbortSignal): Promise<boolean> {
  try {
    const client = await connect({ state, timeoutMs: 1_000, reconnectMs: 0, signal });
    await client.close();
    return true;
  } catch (error) {
    return !isErrorOf(error, 'HOST_NOT_RUNNING');
  }
}
