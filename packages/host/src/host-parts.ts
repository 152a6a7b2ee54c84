/** What a running host is made of, and how its parts know of each other. Put together by `assemble.ts`, used by the door. */
import type { Activations } from './activation/activations.js';
import type { Admission } from './activation/admission.js';
import type { ExpectedHellos } from './activation/expected-hellos.js';
import type { OrphanTimes } from './activation/orphan-times.js';
import type { StandbyPool } from './activation/standby/standby-pool.js';
import type { ClearAfterEdits } from './cache/clear-after-edits.js';
import type { ClassDirectory } from './classes/class-directory.js';
import type { StaticObjects } from './classes/static-objects.js';
import type { Clock } from './clock.js';
import type { PermanentSubscriptions } from './consumers/permanent-subscriptions.js';
import type { AttachedProviders } from './decoupled/attached-providers.js';
import type { EventHub } from './events/event-hub.js';
import type { EventJournal } from './journal/event-journal.js';
import type { Limits } from './limits.js';
import type { InFlight } from './operations/in-flight.js';
import type { LastExits } from './repository/last-exits.js';
import type { KnownStores } from './repository/known-stores.js';
import type { Objects } from './operations/objects.js';
import type { PushedObjects } from './operations/pushed-objects.js';
import type { Queries } from './operations/queries.js';
import type { Describe, Registrations } from './registration/registrations.js';
import type { StopOptions } from './stop-options.js';
import type { Settings } from './settings/settings.js';
import type { Stores } from './stores.js';

export interface HostParts {
  readonly state: string;
  readonly socket: string;
  readonly epoch: number;
  readonly embedded: boolean;
  readonly clock: Clock;
  readonly startedAt: Date;
  readonly startedMs: number;
  readonly settings: Settings;
  readonly journal: EventJournal;
  readonly registrations: Registrations;
  readonly classes: ClassDirectory;
  readonly staticObjects: StaticObjects;
  readonly activations: Activations;
  readonly admission: Admission;
  readonly attached: AttachedProviders;
  readonly inFlight: InFlight;
  readonly objects: Objects;
  readonly pushed: PushedObjects;
  readonly queries: () => Promise<Queries>;
  readonly events: EventHub;
  readonly consumers: PermanentSubscriptions;
  readonly hellos: ExpectedHellos;
  readonly standbys: StandbyPool;
  readonly describe: Describe;
  /** How providers last ended, of earlier hosts too. */
  readonly exits: Pick<LastExits, 'of'>;
  readonly stores: Stores;
  readonly knownStores: KnownStores;
  /** Aborted when the stop begins. */
  readonly stopping: AbortSignal;
  /** Aborted when all providers are gone: until then those who follow what happens see it happen. */
  readonly emptied: AbortSignal;
  readonly limits: Limits;
  readonly clearAfterEdits: ClearAfterEdits;
  readonly orphanTimes: Pick<OrphanTimes, 'told'>;
  readonly keeperPid: () => number | null;
  /** How many clients are connected. */
  readonly clients: () => number;
  /** Begins the stop; does not wait for it. */
  readonly requestStop: (options: StopOptions) => void;
}
