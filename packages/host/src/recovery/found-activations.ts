/** What a host finds of the providers of earlier hosts: which have ended, which it may adopt, and which have to end. It reads; what is done with them is left to others. */
import { isAlive } from '../process/identity.js';
import type { Registration } from '../registration/registration.js';
import type { ActivationRecord } from '../repository/activation-records.js';

export interface FoundActivations {
  /** Their processes are gone. */
  readonly lost: readonly ActivationRecord[];
  /** At most one of a registration: the latest life, where it is of the registration as it is now and waits for a host. */
  readonly adoptable: readonly { readonly record: ActivationRecord; readonly registration: Registration }[];
  /** They still run, and may not serve any more. */
  readonly leftBehind: readonly ActivationRecord[];
}

export interface FindTools {
  readonly records: readonly ActivationRecord[];
  readonly registrations: readonly Registration[];
  /** Whether that very process still runs: the same pid is not enough. */
  readonly isAlive?: (record: ActivationRecord) => boolean;
}

/** Divides the records of earlier hosts. */
export function findActivations({ records, registrations, isAlive: lives = isAlive }: FindTools): FoundActivations {
  const alive = records.filter((record) => lives(record));
  const adoptable = registrations.flatMap((registration) => {
    const latest = alive.filter(({ provider }) => provider === registration.name).reduce<ActivationRecord | undefined>(later, undefined);
    return latest !== undefined && mayServe(latest, registration) ? [{ record: latest, registration }] : [];
  });
  const adopted = new Set(adoptable.map(({ record }) => record));
  return { lost: records.filter((record) => !alive.includes(record)), adoptable, leftBehind: alive.filter((record) => !adopted.has(record)) };
}

function later(latest: ActivationRecord | undefined, record: ActivationRecord): ActivationRecord {
  return latest === undefined || record.generation > latest.generation ? record : latest;
}

function mayServe({ registeredAt, orphanAfterMs = 0 }: ActivationRecord, registration: Registration): boolean {
  return orphanAfterMs > 0 && registeredAt === registration.registeredAt;
}
