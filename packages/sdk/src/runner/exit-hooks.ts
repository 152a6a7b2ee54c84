/** What is called at the very end of the process: synchronous, each function once, whatever the others do. When that is, is left to whoever ends the process. */
import { detailsOf } from '../dispatch/thrown.js';

export class ExitHooks {
  readonly #hooks = new Set<() => unknown>();

  add(hook: () => unknown): void {
    this.#hooks.add(hook);
  }

  /** Calls those that were not called yet, the last given first. What they throw, or promise, is a fault and goes to the log. Never throws. */
  run(log: (values: readonly unknown[]) => void): void {
    const hooks = [...this.#hooks].reverse();
    this.#hooks.clear();
    for (const hook of hooks) {
      try {
        const returned = hook();
        if (!isPromise(returned)) continue;
        log(['An onExit hook returned a promise: the process ends now, and what it awaits is never done. What takes time belongs in context.defer.']);
        returned.then(undefined, () => { /* Told above, and nobody waits for it. */ });
      } catch (thrown) {
        log(['An onExit hook failed:', detailsOf(thrown)]);
      }
    }
  }
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { readonly then?: unknown } | null | undefined)?.then === 'function';
}
