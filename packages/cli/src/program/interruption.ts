/** Ctrl-C: the first one asks the verb to end in order, the second ends the program at once. SIGTERM and SIGHUP are treated alike. */

export interface Interruption {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
}

/** Listens from now on, for as long as the program runs. */
export function watchForInterruption(): Interruption {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  process.on('SIGHUP', interrupt);
  return { signal: controller.signal };
}
