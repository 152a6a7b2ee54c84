/** How each provider last ended: kept, so that operators still see it after the host was started again. What an exit means is left to those who add it. */
import type { ExitView } from '@provost/protocol';
import type { Table } from '@provost/storage';
import type { Repository } from './repository.js';

const KEPT = 10;
/** What is kept of the last lines of each; its log has all. */
const KEPT_LINES = 5;
const KEPT_CHARACTERS = 1_000;

const NONE: readonly ExitView[] = [];

export class LastExits {
  readonly #repository: Repository;
  readonly #table: Table<readonly ExitView[]>;
  /** Of those that have ended since this host was started. */
  readonly #known = new Map<string, readonly ExitView[]>();

  constructor(repository: Repository) {
    this.#repository = repository;
    this.#table = repository.table('exits');
  }

  /** The latest first. */
  of(provider: string): readonly ExitView[] {
    return this.#known.get(provider) ?? this.#table.get(provider) ?? NONE;
  }

  /** From now on it is the latest. It outlives this host once it is {@link keep kept}. */
  add(provider: string, exit: ExitView): void {
    this.#known.set(provider, [exit, ...this.of(provider)].slice(0, KEPT));
  }

  /** What is known of that provider outlives this host. A power failure may lose it: it waits for no disk. */
  keep(provider: string): void {
    const kept = this.of(provider).map((exit) => ({ ...exit, lastLines: exit.lastLines.slice(-KEPT_LINES).map(cut) }));
    this.#repository.transaction(() => this.#table.put(provider, kept), { unsynced: true });
  }

  /** It is registered no more. Nothing when there is none. */
  forget(provider: string): void {
    this.#known.delete(provider);
    this.#repository.transaction(() => this.#table.delete(provider), { unsynced: true });
  }
}

function cut(line: string): string {
  return line.length <= KEPT_CHARACTERS ? line : `${line.slice(0, KEPT_CHARACTERS)}...`;
}
