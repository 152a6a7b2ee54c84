/** Work that is done one at a time: who asks for it while it is being done shares the next time with all others who do. */

/** Each call settles as a time of `work` does that began after it was asked for. */
export function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const run = (): Promise<void> => (running = work().finally(() => (running = undefined)));
  return () => {
    if (next !== undefined) return next;
    if (running === undefined) return run();
    return (next = running.catch(() => {}).then(() => {
      next = undefined;
      return run();
    }));
  };
}
