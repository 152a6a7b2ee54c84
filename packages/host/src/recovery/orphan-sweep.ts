/**
 * What processes of earlier hosts have started and left behind, when they ended with neither host nor keeper there to see to it. It is found by its tag,
 * once at the start. Providers that still run are not its affair: they are adopted or left behind.
 */
import { systemClock } from '../clock.js';
import { endTagged } from '../process/end-tree.js';
import { taggedNames, tagOf } from '../process/tags.js';

export interface OrphanSweepOptions {
  readonly stateDirectory: string;
  /** Of this start: what it starts itself carries it, and is left alone. */
  readonly epoch: number;
  /** The names under which processes were started that are seen to elsewhere. */
  readonly except: ReadonlySet<string>;
}

/** The start that gave a process its name: `notes-EPOCH.GENERATION`, `standby-EPOCH.NUMBER`. */
const EPOCH = /-(\d+)\.\d+$/;

/** Ends them, and answers with the names that they were found by. Never rejects. */
export async function sweepOrphans({ stateDirectory, epoch, except }: OrphanSweepOptions): Promise<readonly string[]> {
  const names = await taggedNames(stateDirectory);
  const left = [...names].filter((name) => !except.has(name) && Number(EPOCH.exec(name)?.[1] ?? epoch) < epoch);
  await Promise.all(left.map((name) => endTagged(tagOf(name, stateDirectory), systemClock)));
  return left;
}
