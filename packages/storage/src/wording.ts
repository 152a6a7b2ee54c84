/** How errors speak of a data file: what it is to its user, who opens it, and what an operator types about it. */

/** The host's own data file, or that of one provider. Its files are named so. */
export type StorageKind = 'repository' | 'store';

export interface Wording {
  readonly what: StorageKind;
  /** The command for it, to which `verify`, `backup FILE` or `restore FILE` is added. `provost store notes` */
  readonly verb: string;
}

/** What whoever opens a data file says of it. */
export interface StorageNames {
  readonly what: StorageKind;
  /** By default `provost repository`, or `provost store NAME`. */
  readonly verb?: string;
}

export function wordingOf({ what, verb }: StorageNames): Wording {
  return { what, verb: verb ?? (what === 'repository' ? 'provost repository' : 'provost store NAME') };
}

/** Who writes such a file, by its program's name. */
export function writerOf({ what }: Wording): string {
  return what === 'repository' ? 'host' : 'SDK';
}

/** How an operator has it opened anew, as the second half of a sentence. */
export function openAgain({ what }: Wording): string {
  return what === 'repository' ? 'then start the host again' : 'then ask again: the next request loads the provider anew';
}
