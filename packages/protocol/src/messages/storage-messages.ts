/** What clients ask about what outlives its process: the host's repository and the stores of providers. */

/** What is found of a data file. It is read through by a process of its own. */
export interface StorageReport {
  readonly path: string;
  /** Null where there is no data file. */
  readonly bytes: number | null;
  /** `absent`: nothing was ever kept there. */
  readonly health: 'intact' | 'damaged' | 'absent';
  /** What is wrong, as a sentence. */
  readonly damage: string | null;
  /** What to do about it. */
  readonly remedy: string | null;
  /** How many records each table has; none where it is damaged. */
  readonly tables: Readonly<Record<string, number>>;
  /** The pids of those who have it open. */
  readonly openedBy: readonly number[];
  /** Whether the last close was orderly, and nothing has changed since. */
  readonly sealed: boolean;
  /** The copy of the last time that it was opened and found whole. */
  readonly lastGood: { readonly path: string; readonly at: string; readonly bytes: number } | null;
}
