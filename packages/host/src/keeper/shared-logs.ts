/** The log files that are written to at the moment: two lives of one provider that overlap share one, so that rotation has one writer. */
import type { LogTarget } from '@provost/protocol';
import { LogFile } from '../log/log-file.js';

/** A hold on a log file. */
export interface HeldLog {
  readonly file: LogFile;
  /** The file is closed with the last hold on it. Idempotent. */
  end(): void;
}

export class SharedLogs {
  readonly #open = new Map<string, { readonly file: LogFile; holds: number }>();

  /** The log of that directory; the limits are those of whoever opened it first. */
  hold(target: LogTarget): HeldLog {
    const { directory, fileBytes, files } = target;
    const shared = this.#open.get(directory) ?? { file: new LogFile({ directory, name: 'current', fileBytes, files }), holds: 0 };
    this.#open.set(directory, shared);
    shared.holds += 1;
    let isHeld = true;
    return {
      file: shared.file,
      end: () => {
        if (!isHeld) return;
        isHeld = false;
        shared.holds -= 1;
        if (shared.holds > 0) return;
        this.#open.delete(directory);
        void shared.file.close();
      },
    };
  }

  /** Resolves when all that was logged so far is on disk or lost. */
  async flushed(): Promise<void> {
    await Promise.all([...this.#open.values()].map(({ file }) => file.flushed()));
  }
}
