/** One transaction while it runs, as those see it who write in it. */

/** What is known of a transaction while it runs. */
export interface Transaction {
  /** Called once, after the commit. */
  onCommit(act: () => void): void;
  /** Called once, when nothing of the transaction was kept. */
  onAbort(act: () => void): void;
}

export interface TransactionOptions {
  /** For what matters only within this boot of the machine: survives the process's death, not a power failure, and waits for no disk. */
  readonly unsynced?: boolean;
}

/** Gathers what is to be told of the end, and tells it: after a commit in order, after an abort backwards. */
export class OpenTransaction implements Transaction {
  readonly #committed: (() => void)[] = [];
  readonly #aborted: (() => void)[] = [];
  /** How many records were written or deleted. */
  records = 0;
  /** What those take that were written. */
  bytes = 0;

  writes(bytes: number): void {
    this.records += 1;
    this.bytes += bytes;
  }

  onCommit(act: () => void): void {
    this.#committed.push(act);
  }

  onAbort(act: () => void): void {
    this.#aborted.push(act);
  }

  commit(): void {
    for (const tell of this.#committed) tell();
  }

  abort(): void {
    for (const undo of this.#aborted.reverse()) undo();
  }
}
