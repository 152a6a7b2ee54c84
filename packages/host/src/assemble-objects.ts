/** Puts together what answers for objects: those of providers, those that the host keeps, and its own. */
import type { JsonObject, ObjectPath } from '@provost/protocol';
import type { Activations } from './activation/activations.js';
import type { Admission } from './activation/admission.js';
import type { LeaseSource } from './activation/lease-source.js';
import { cacheControlClasses } from './cache/cache-controls.js';
import { ClearAfterEdits } from './cache/clear-after-edits.js';
import { CACHE_CONTROLS, CACHE_KINDS } from './cache/kinds.js';
import type { ProviderClearAfter } from './cache/provider-clear-after.js';
import { ClassDirectory } from './classes/class-directory.js';
import { isRegistered, type KnownClass } from './classes/known-class.js';
import { StaticClasses } from './classes/static-classes.js';
import { StaticObjects } from './classes/static-objects.js';
import type { Clock } from './clock.js';
import type { AttachedProviders } from './decoupled/attached-providers.js';
import { EventHub } from './events/event-hub.js';
import { lifecycleClasses } from './events/lifecycle-classes.js';
import type { OpenStreams } from './events/open-streams.js';
import { Sources } from './events/sources.js';
import { tellChanges } from './events/tell-changes.js';
import type { EventJournal } from './journal/event-journal.js';
import type { HostParts } from './host-parts.js';
import { hostClass } from './host-classes/host-class.js';
import type { Limits } from './limits.js';
import { ClassGuards } from './operations/class-guards.js';
import { InFlight } from './operations/in-flight.js';
import { NamedObjects, type ServedClass } from './operations/named-objects.js';
import { Objects } from './operations/objects.js';
import { PushedObjects } from './operations/pushed-objects.js';
import type { Queries } from './operations/queries.js';
import { ownClasses } from './own-classes/own-classes.js';
import type { Registration } from './registration/registration.js';
import type { Registrations } from './registration/registrations.js';
import type { Repository } from './repository/repository.js';
import type { Settings } from './settings/settings.js';

/** What it is made of. */
export interface ObjectsParts {
  readonly epoch: number;
  readonly clock: Clock;
  readonly settings: Settings;
  readonly limits: Limits;
  readonly registrations: Registrations;
  readonly repository: Repository;
  readonly journal: EventJournal;
  readonly clearAfterOfProviders: ProviderClearAfter;
  readonly activations: Activations;
  readonly admission: Admission;
  readonly streams: OpenStreams;
  readonly attached: AttachedProviders;
  /** All of it, once it is put together. */
  readonly host: () => HostParts;
}

/** What answers for objects. */
export function objectsOf(parts: ObjectsParts): Pick<HostParts, 'classes' | 'staticObjects' | 'clearAfterEdits' | 'inFlight' | 'pushed' | 'objects' | 'queries' | 'events'> {
  const { settings, limits, registrations, repository, epoch, clock, journal, activations, streams, host } = parts;
  const clearAfterEdits = editsOf(parts);
  const staticObjects = new StaticObjects(repository);
  const statics = new StaticClasses(repository, staticObjects);
  const classes = new ClassDirectory({ repository, registrations, own: [...ownClasses(host), ...cacheControlClasses(settings, clearAfterEdits), ...lifecycleClasses()], statics, objects: staticObjects });
  registrations.judge = (description) => classes.faultsOf(description);
  const guards = new ClassGuards((namespace, reference, className) => classes.referenceFault(namespace, reference, className));
  const serve = servedBy(parts, staticObjects, guards);
  const pushed = new PushedObjects({ repository, registrations, objects: staticObjects, guards });
  const inFlight = new InFlight(epoch, clock, () => settings.get('call-depth'));
  parts.admission.wants = () => inFlight.wants();
  const named = new NamedObjects({
    classOf: (path: ObjectPath) => serve(classes.classOf(path)),
    derivedFrom: (of) => classes.derived(of).map(serve),
    relativesOf: (of) => classes.relatives(of).map(serve),
    revision: () => classes.revision,
  });
  const timeoutOf = (registration: Registration): number => limits.of(registration, 'operationTimeoutMs');
  const objects = new Objects({ clock, inFlight, named, timeoutOf });
  let loaded: Promise<Queries> | undefined;
  // The language takes longer to import than a host takes to start, and many a host is never asked in it.
  const queries = (): Promise<Queries> => (loaded ??= import('./operations/queries.js').then(({ Queries }) => new Queries({ objects, named, classes, explainEvents: (query, namespace) => events.explain({ query, ...(namespace === undefined ? {} : { namespace }) }) })));
  const list = (className: string, signal: AbortSignal): AsyncIterable<readonly JsonObject[]> =>
    objects.list(className, {}, { caller: { kind: 'host', pid: process.pid }, timeoutMs: undefined, options: { signal } }) as AsyncIterable<readonly JsonObject[]>; // Packed only for who takes them so.
  const sources = new Sources({ clock, classes, activations, sourceOf: (registration) => sourceOf(parts, registration), watchProviders: (listener) => watchProviders(parts, listener), inFlight, streams, list, timeoutOf });
  const events = new EventHub({ clock, classes, journal, sources });
  classes.checkQuery = (query, namespace) => events.explain({ query, namespace });
  tellChanges(events, { classes, statics, staticObjects, journal });
  return { classes, staticObjects, clearAfterEdits, inFlight, pushed, objects, queries, events };
}

/** Who is asked for a class: its provider, or the host, which also keeps the instances of some that providers have defined. */
function servedBy(parts: ObjectsParts, statics: StaticObjects, guards: ClassGuards): (known: KnownClass) => ServedClass {
  return (known) => {
    const { namespace, definition } = known;
    const of = { namespace, definition, guard: guards.of(namespace, definition, { isOwn: !isRegistered(known) }) };
    if (!isRegistered(known)) return { ...of, own: known };
    const source = sourceOf(parts, known.registration);
    if (definition.keptBy !== 'host' && definition.keptBy !== 'push') return { ...of, slot: source };
    return { ...of, own: hostClass({ ...definition, namespace }, statics.functionsOf(namespace, definition)), provider: source };
  };
}

/** Who gives the leases for a provider: its slot, or the program that has attached itself. */
export function sourceOf({ activations, attached }: Pick<ObjectsParts, 'activations' | 'attached'>, registration: Registration): LeaseSource {
  return registration.decoupled === undefined ? activations.slot(registration) : attached.of(registration);
}

function watchProviders({ activations, attached }: ObjectsParts, listener: (provider: string) => void): () => void {
  const both = [activations.watch(listener), attached.watch(listener)];
  return () => { for (const unwatch of both) unwatch(); };
}

function editsOf({ settings, limits, repository, journal, clearAfterOfProviders, activations }: ObjectsParts): ClearAfterEdits {
  for (const kind of CACHE_KINDS) {
    settings.onChange(CACHE_CONTROLS[kind].setting, (beforeMs) => activations.clearAfterChanged((registration) => limits.isChangedBy(kind, beforeMs, registration)));
  }
  return new ClearAfterEdits({
    repository, settings, journal, ofProviders: clearAfterOfProviders,
    heldBy: (registration) => limits.clearAfterOf(registration).clearAfterMs,
    changed: (provider) => activations.clearAfterChanged(({ name }) => name === provider),
  });
}
