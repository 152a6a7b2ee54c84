/** Puts a host together, in the order in which its parts need each other. How it is taken apart is `stop-host.ts`'s affair. */
import type { Caller, Door } from '@provost/protocol';
import { socketPathOf, type Connection } from '@provost/protocol/node';
import type { Activation } from './activation/activation.js';
import type { Admission } from './activation/admission.js';
import { Activations } from './activation/activations.js';
import { Descriptions } from './activation/descriptions.js';
import { ExpectedHellos } from './activation/expected-hellos.js';
import type { ServingPeer } from './activation/lease-source.js';
import { Loader, type LoaderTools } from './activation/loader.js';
import { OrphanTimes } from './activation/orphan-times.js';
import type { StandbyPool } from './activation/standby/standby-pool.js';
import { consumersOf } from './assemble-consumers.js';
import { admissionOf } from './assemble-admission.js';
import { attachedOf } from './assemble-decoupled.js';
import { objectsOf } from './assemble-objects.js';
import { recoveryOf } from './assemble-recovery.js';
import { prewarmingOf } from './assemble-prewarm.js';
import { standbysOf } from './assemble-standbys.js';
import { serverOf } from './assemble-server.js';
import { heartbeatsOf, supervisionOf } from './assemble-supervision.js';
import { ProviderClearAfter } from './cache/provider-clear-after.js';
import type { Clock } from './clock.js';
import type { AttachedProviders } from './decoupled/attached-providers.js';
import { HostLog } from './host-log.js';
import type { HostParts } from './host-parts.js';
import type { StopOptions } from './stop-options.js';
import { Limits } from './limits.js';
import { OpenStreams } from './events/open-streams.js';
import { EventJournal } from './journal/event-journal.js';
import { KeeperLink } from './keeper/keeper-link.js';
import type { AskedFrom } from './operations/call-chain.js';
import { currentBootId } from './process/identity.js';
import type { ProviderProcess } from './process/provider-process.js';
import type { EarlierHost } from './recovery/earlier-host.js';
import { environmentOf } from './registration/environment.js';
import { readCredentials } from './registration/read-credentials.js';
import { Registrations, type Describe } from './registration/registrations.js';
import { ActivationRecords } from './repository/activation-records.js';
import { KnownStores } from './repository/known-stores.js';
import { LastExits } from './repository/last-exits.js';
import { Repository } from './repository/repository.js';
import { ClientPeer } from './server/client-peer.js';
import { claimState, type StateClaim } from './server/state-directory.js';
import { Settings } from './settings/settings.js';
import { Stores } from './stores.js';
import { tell } from './activation-news.js';
import { tellKeeperLoss } from './keeper-loss.js';
import { stopHost } from './stop-host.js';

export interface AssembleOptions {
  readonly state: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly embedded: boolean;
  /** Whether its providers wait for the next host when it is lost. */
  readonly adopts: boolean;
  readonly clock: Clock;
  readonly door: (caller: Caller, from?: AskedFrom) => Door;
  readonly requestStop: (options: StopOptions) => void;
}

/** A host that is put together. */
export interface Assembled extends HostParts {
  /** Begins to accept. */
  listen(): Promise<void>;
  /** Writes down that it has started, and what the last host could not write down of its providers. */
  tellStart(): void;
  /** Ends everything; settles when nothing is left running. Never rejects. */
  close(options: StopOptions): Promise<void>;
}

/** Rejects with STATE_IN_USE, ACCESS_DENIED or STORE_FAILED, and then has left nothing behind. */
export async function assemble(options: AssembleOptions): Promise<Assembled> {
  const claim = await claimState(options.state);
  try {
    const repository = await Repository.open(claim.repository);
    try {
      return fit(options, claim, repository);
    } catch (error) {
      await repository.close();
      throw error;
    }
  } catch (error) {
    claim.release();
    throw error;
  }
}

/** What is kept, and what is known from it. */
interface Kept {
  readonly state: string;
  readonly socket: string;
  readonly epoch: number;
  readonly settings: Settings;
  readonly clearAfterOfProviders: ProviderClearAfter;
  readonly limits: Limits;
  readonly journal: EventJournal;
  readonly log: HostLog;
  readonly registrations: Registrations;
  readonly records: ActivationRecords;
  readonly exits: LastExits;
  readonly repository: Repository;
  readonly stores: Stores;
  readonly knownStores: KnownStores;
  /** The subscriptions that providers have open. */
  readonly streams: OpenStreams;
}

/** What starts processes, and what is loaded. */
interface Running {
  readonly hellos: ExpectedHellos;
  readonly keeper: KeeperLink;
  readonly standbys: StandbyPool;
  readonly descriptions: Descriptions;
  readonly describe: Describe;
  readonly activations: Activations;
  readonly admission: Admission;
  readonly attached: AttachedProviders;
  readonly orphanTimes: OrphanTimes;
  readonly earlier: EarlierHost;
}

function fit(options: AssembleOptions, claim: StateClaim, repository: Repository): Assembled {
  const { clock } = options;
  const kept = read(options, claim, repository);
  const running = run(kept, options);
  const { settings, journal } = kept;
  const { keeper, standbys } = running;
  const stopping = new AbortController();
  const emptied = new AbortController();
  const server = serverOf(options, { ...kept, ...running });
  keeper.onLost((loss) => tellKeeperLoss(kept, loss));
  settings.onChange('standby', () => standbys.tend());
  settings.onChange('standby-memory', () => standbys.tend());
  settings.onChange('concurrency', () => { for (const { registration } of [...running.activations.slots]) running.activations.refresh(registration); });
  const objects = objectsOf({ ...kept, ...running, clock, host: () => parts });
  const parts: HostParts = {
    ...kept,
    ...running,
    ...objects,
    consumers: consumersOf({ ...kept, ...running, ...objects, clock }),
    clock,
    embedded: options.embedded,
    startedAt: clock.date(),
    startedMs: clock.nowMs(),
    stopping: stopping.signal,
    emptied: emptied.signal,
    keeperPid: () => keeper.pid,
    clients: () => server.clients,
    requestStop: options.requestStop,
  };
  const prewarming = prewarmingOf(parts, kept.log);
  stopping.signal.addEventListener('abort', () => prewarming.stop(), { once: true });
  return {
    ...parts,
    listen: async () => {
      keeper.resume();
      running.earlier.resume(running.activations);
      await server.listen(kept.socket);
    },
    tellStart: () => {
      prewarming.begin();
      journal.append('host-started', { pid: process.pid, epoch: kept.epoch });
      running.earlier.tellLost();
      parts.consumers.start();
    },
    close: (how) => stopHost({ parts, stopping, emptied, keeper, earlier: running.earlier, descriptions: running.descriptions, server, repository, claim, log: kept.log }, how),
  };
}

function read({ clock, settings: given }: AssembleOptions, claim: StateClaim, repository: Repository): Kept {
  const settings = new Settings(repository, given);
  const clearAfterOfProviders = new ProviderClearAfter(repository);
  const knownStores = new KnownStores(repository);
  const epoch = repository.nextEpoch();
  const journal = new EventJournal(repository, { clock, kept: () => settings.get('events.kept') });
  return {
    state: claim.directory,
    socket: socketPathOf(claim.directory),
    epoch, settings, clearAfterOfProviders, journal, repository,
    limits: new Limits(settings, clearAfterOfProviders, claim.logs),
    log: new HostLog(journal, { logs: claim.logs, epoch, fileBytes: settings.get('log.file-bytes'), files: settings.get('log.files') }),
    registrations: new Registrations(repository, clock),
    records: new ActivationRecords(repository),
    exits: new LastExits(repository),
    stores: new Stores(claim.directory, knownStores), knownStores, streams: new OpenStreams(),
  };
}

function run(kept: Kept, { clock, door, adopts }: AssembleOptions): Running {
  const { settings, limits, records, registrations, exits, state, socket, epoch } = kept;
  const hellos = new ExpectedHellos();
  const keeper = new KeeperLink({ socket, stateDirectory: state }); // Processes live in real time, whatever clock the policy goes by.
  const orphanTimes = orphanTimesOf(kept, adopts);
  const start = { spawner: keeper, hellos, clock, socket, state };
  const standbys = standbysOf({ ...kept, ...start, keeper });
  const { earlier, adopter } = recoveryOf({
    ...kept, clock, hellos, keeper, orphanTimes, stateDirectory: state,
    tell: (type, activation, facts) => tell(kept, { type, activation, facts }),
  });
  const ofTargets = { ...start, epoch, log: (provider: string) => limits.logTarget(provider), environment: environmentOf };
  const descriptions = new Descriptions({ ...ofTargets, loadTimeoutMs: () => limits.of(undefined, 'loadTimeoutMs') });
  const describe: Describe = (target, node, environment) => descriptions.describe(target, node, environment);
  const loader = new Loader({
    ...ofTargets, standbys,
    ...storesOf(kept, clock),
    leftBehindGone: async (provider) => void (await Promise.all([earlier.gone(provider), kept.stores.free(provider)])),
    loadTimeoutMs: (registration) => limits.of(registration, 'loadTimeoutMs'),
    releaseTimeoutMs: (registration) => limits.of(registration, 'releaseTimeoutMs'), orphanTimes,
    credentials: readCredentials,
    checkFiles: async (registration) => {
      const current = await registrations.current(registration, describe);
      if (current !== registration) activations.slot(current).refresh(current);
      return current;
    },
    record: (activation, process, secretHash) => record(kept, { activation, process, secretHash, orphanAfterMs: orphanTimes.orphanAfterMs }),
  });
  const serveCalls = callsBy(door);
  const admission = admissionOf(settings, clock);
  const activations: Activations = new Activations({
    clock, epoch, admission,
    load: (activation) => loader.load(activation),
    adopt: (activation, found) => adopter.adopt(activation, found),
    nextGeneration: (provider) => records.nextGeneration(provider),
    limitsOf: (registration) => ({
      releaseTimeoutMs: () => limits.of(registration, 'releaseTimeoutMs'),
      termGraceMs: () => settings.get('term-grace'),
    }),
    clearAfter: (registration) => limits.clearAfter(registration),
    waitingLimit: () => settings.get('waiting-limit'), concurrency: (registration) => limits.of(registration, 'concurrency') + kept.streams.of(registration.name),
    heldLongMs: () => settings.get('hold-warning'),
    supervision: supervisionOf(kept), heartbeats: heartbeatsOf(kept, clock),
    serveCalls,
    tell: (type, activation, facts, exit) => tell(kept, { type, activation, facts, exit }),
    forgetExits: (provider) => exits.forget(provider),
  });
  return { hellos, keeper, standbys, descriptions, describe, activations, admission, attached: attachedOf({ ...kept, clock, serveCalls }), orphanTimes, earlier };
}

/** Answers what a provider asks of the host over its own connection. */
function callsBy(door: AssembleOptions['door']): (activation: ServingPeer, connection: Connection) => void {
  return (activation, connection) => {
    const caller: Caller = { kind: 'provider', pid: activation.pid ?? 0, name: activation.registration.name };
    new ClientPeer(connection, (context) => door(caller, { activation, context: context ?? 'load' }), { withContext: true });
  };
}

interface Started {
  readonly activation: Activation;
  readonly process: ProviderProcess;
  readonly secretHash: string;
  readonly orphanAfterMs: number;
}

/** What the next host needs to know of a process, should this one be lost. */
function record({ records, epoch }: Kept, { activation: { id, registration, generation }, process: { activation: startedAs, pid, startTime }, secretHash, orphanAfterMs }: Started): Promise<void> {
  const { name: provider, registeredAt } = registration;
  return records.putSoon({ activation: id, startedAs, provider, generation, pid, startTime, bootId: currentBootId(), secretHash, epoch, registeredAt, orphanAfterMs });
}

/** How long providers may live without a host: where the next one is not to adopt them, not at all. */
function orphanTimesOf({ settings, limits, records }: Kept, adopts: boolean): OrphanTimes {
  const orphanTimes = new OrphanTimes({
    orphanAfterMs: () => (adopts ? settings.get('orphan-timeout') : 0),
    releaseTimeoutMs: (registration) => limits.of(registration, 'releaseTimeoutMs'),
    record: (activations, orphanAfterMs) => records.orphanAfter(activations, orphanAfterMs),
  });
  for (const key of ['orphan-timeout', 'release-timeout'] as const) settings.onChange(key, () => orphanTimes.changed());
  return orphanTimes;
}

/** What a load has to do with stores. A repository that takes nothing must not stop a provider from being loaded. */
function storesOf({ stores, registrations, log }: Kept, clock: Clock): Pick<LoaderTools, 'refuseLostStore' | 'mayHaveStore'> {
  return {
    refuseLostStore: (registration) => stores.refuseLost(registration),
    mayHaveStore: (registration) => {
      try {
        if (registrations.find(registration.name) !== undefined) stores.seen(registration, clock.date());
      } catch (error) {
        log.fault(`that provider "${registration.name}" has a store was not kept`, error);
      }
    },
  };
}
