/** Ctrl-C: the first one asks the run to end in order, the second ends it at once. SIGTERM and SIGHUP are treated alike. */

export const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
/** npm hands on what the terminal has told this process already: what comes so soon is the same Ctrl-C. */
const SAME_WITHIN_MS = 300;

/** Listens from now on. `signal` is aborted by the first one, and `exitCode` is then what the run ends with; `onSecond` is called with it. */
export function watchForInterruption(onSecond) {
  const stop = new AbortController();
  const interruption = { signal: stop.signal, exitCode: undefined };
  let firstAt;
  for (const [name, exitCode] of Object.entries(EXIT_CODES)) process.on(name, () => {
    if (stop.signal.aborted) {
      if (performance.now() - firstAt > SAME_WITHIN_MS) onSecond(interruption.exitCode);
      return;
    }
    firstAt = performance.now();
    interruption.exitCode = exitCode;
    stop.abort();
  });
  return interruption;
}
