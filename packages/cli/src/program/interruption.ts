/** Ctrl-C: the first one asks the verb to end in order, the second ends it at once, and the third the program. SIGTERM and SIGHUP are treated alike. */

export interface Interruption {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** What the second signal does instead of ending the program; then the third ends it. */
  onSecond(act: () => void): void;
}

/** Listens from now on, for as long as the program runs. */
export function watchForInterruption(): Interruption {
  const controller = new AbortController();
  let second = (): void => process.exit(130);
  const interrupt = (): void => {
    if (!controller.signal.aborted) return controller.abort();
    const act = second;
    second = () => process.exit(130);
    act();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  process.on('SIGHUP', interrupt);
  return {
    signal: controller.signal,
    onSecond: (act) => {
      second = act;
    },
  };
}
