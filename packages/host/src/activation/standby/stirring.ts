/** Watches whether a standby that was told to begin does. One that is stopped, by a signal or a debugger, never would. */
import type { Clock, Timer } from '../../clock.js';
import type { ProviderProcess } from '../../process/provider-process.js';
import { vitalsOf } from '../../process/vitals.js';

/** A look each so often: one that is only slow, on a machine that is short of processors, is left alone. */
const LOOK_AFTER_MS = 500;

/** Ends a stopped process, at once and with what it has started, until what it returns is called. */
export function endIfStopped(clock: Clock, process: Pick<ProviderProcess, 'pid' | 'end'>, stateOf = (pid: number): string | undefined => vitalsOf(pid)?.state): () => void {
  let timer: Timer;
  const look = (): void => {
    const state = stateOf(process.pid);
    if (state === 'T' || state === 't') void process.end(0);
    else wait();
  };
  const wait = (): void => {
    timer = clock.after(LOOK_AFTER_MS, look);
  };
  wait();
  return () => timer.cancel();
}
