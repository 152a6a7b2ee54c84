/** Tells when something in a directory has changed. What has changed is left to those who look. */
import { mkdirSync, watch, type FSWatcher } from 'node:fs';

/** How often to look where the system tells nothing: a network file system, a directory that was replaced, too many watches. */
const LOOK_MS = 2000;

export class DirectoryChanges {
  readonly #signal: AbortSignal | undefined;
  #watcher: FSWatcher | undefined;
  #hasChanged = false;
  #wake: (() => void) | undefined;

  /** Watches from here on; makes the directory when it is not there. Close it. */
  constructor(directory: string, signal?: AbortSignal) {
    this.#signal = signal;
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    signal?.addEventListener('abort', this.#note);
    try {
      this.#watcher = watch(directory, this.#note);
      this.#watcher.on('error', () => this.#watcher?.close());
    } catch {
      // Looked at every two seconds instead.
    }
  }

  /** Resolves when something may have changed since it was asked last, and when the signal was aborted. */
  async next(): Promise<void> {
    if (!this.#hasChanged && this.#signal?.aborted !== true) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, LOOK_MS);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#hasChanged = false;
    this.#wake = undefined;
  }

  close(): void {
    this.#watcher?.close();
    this.#signal?.removeEventListener('abort', this.#note);
    this.#wake?.();
  }

  readonly #note = (): void => {
    this.#hasChanged = true;
    this.#wake?.();
  };
}
