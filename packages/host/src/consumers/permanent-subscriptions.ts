/**
 * Permanent subscriptions: each instance of `__FilterToConsumerBinding` whose filter and consumer are there has its events kept in the repository as they come, and taken
 * from there to the provider of the consumer. They begin with the host and end with it; what of them changes holds at once.
 */
import { createHash } from 'node:crypto';
import { Deliver, ProviderError, foldName, foldNamespace, foldPath, keyOf, parsePath, type ClassDefinition, type DeadLetter, type EventRow, type JsonObject, type SubscriptionView } from '@provost/protocol';
import type { LeaseSource } from '../activation/lease-source.js';
import type { ClassDirectory } from '../classes/class-directory.js';
import { isRegistered } from '../classes/known-class.js';
import { keyTextOf, type StaticChange, type StaticObjects } from '../classes/static-objects.js';
import type { Clock } from '../clock.js';
import type { EventHub } from '../events/event-hub.js';
import type { EventJournal } from '../journal/event-journal.js';
import type { InFlight } from '../operations/in-flight.js';
import type { Registration } from '../registration/registration.js';
import { Binding } from './binding.js';
import type { DeliveryQueue } from './delivery-queue.js';
import type { Sinks } from './sinks.js';

const BINDING = '__FilterToConsumerBinding';
/** After these a provider that could not be asked may be. */
const MAY_HELP: ReadonlySet<string> = new Set(['registered', 'updated', 'enabled', 'reset', 'attached']);

export interface PermanentSubscriptionsTools {
  readonly clock: Clock;
  readonly classes: ClassDirectory;
  readonly objects: StaticObjects;
  readonly hub: EventHub;
  readonly sourceOf: (registration: Registration) => LeaseSource;
  readonly inFlight: InFlight;
  readonly timeoutOf: (registration: Registration) => number;
  readonly journal: EventJournal;
  readonly queue: DeliveryQueue;
  readonly sinks: Sinks;
  /** How often an event is tried by itself. */
  readonly attempts: () => number;
  /** How many may wait for one consumer. */
  readonly mostWaiting: () => number;
}

interface FoundBinding {
  readonly id: string;
  readonly path: string;
  readonly filter: string;
  readonly consumer: string;
  readonly namespace: string;
}

export class PermanentSubscriptions {
  readonly #tools: PermanentSubscriptionsTools;
  readonly #bindings = new Map<string, Binding>();
  /** By consumer: settles when it is through with what it was given last. Two filters may give it events, and it takes one batch at a time. */
  readonly #turns = new Map<string, Promise<unknown>>();
  #isOver = false;

  constructor(tools: PermanentSubscriptionsTools) {
    this.#tools = tools;
  }

  /** Begins all there are. Once. */
  start(): void {
    this.#tools.objects.onChange((change) => this.#changed(change));
    this.#tools.journal.on(({ type }) => {
      if (MAY_HELP.has(type)) this.again();
    });
    for (const found of this.#found()) this.#begin(found);
    const known = new Set(this.#bindings.keys());
    for (const id of this.#tools.queue.known()) if (!known.has(id)) this.#tools.queue.forget(id); // Of a binding that was deleted as the last host was lost.
  }

  /** What could not be delivered or watched may be by now. */
  again(): void {
    for (const binding of this.#bindings.values()) binding.again();
  }

  views(): SubscriptionView[] {
    const dead = this.#tools.queue.dead();
    return [...this.#bindings.values()].map((binding) => binding.view(dead.filter((letter) => letter.binding === binding.path).length));
  }

  dead(binding?: string): DeadLetter[] {
    return this.#tools.queue.dead().filter((letter) => binding === undefined || letter.binding === binding);
  }

  /** Puts dead letters back into their queues, or deletes them. Throws NOT_FOUND where there is none. */
  settle({ binding, id, drop = false }: { readonly binding?: string; readonly id?: number; readonly drop?: boolean }): number {
    const letters = this.dead(binding).filter((letter) => id === undefined || letter.id === id);
    if (letters.length === 0) throw new ProviderError('NOT_FOUND', {}, { message: id === undefined ? 'There are no dead letters.' : `There is no dead letter ${id}.`, remedy: 'See which there are: provost subscribe dead.' });
    const byPath = new Map([...this.#bindings.values()].map((one) => [one.path, one]));
    this.#tools.queue.settle(letters, drop ? undefined : (letter) => (byPath.get(letter.binding) as Binding).id);
    this.again();
    return letters.length;
  }

  /** Nothing more is watched or delivered. */
  stop(): void {
    this.#isOver = true;
    for (const binding of this.#bindings.values()) binding.stop();
    this.#tools.sinks.close();
  }

  #found(): FoundBinding[] {
    const { classes, objects } = this.#tools;
    return classes.namespaces.list().flatMap((namespace) => {
      const definition = classes.find(namespace, BINDING)?.definition;
      return definition === undefined ? [] : [...objects.list(namespace, definition)].map((instance) => foundIn(namespace, instance));
    });
  }

  #begin(found: FoundBinding): void {
    if (this.#isOver || this.#bindings.has(found.id)) return;
    const { clock, hub, queue, attempts, mostWaiting, journal } = this.#tools;
    const binding = new Binding(found, {
      clock, hub, queue, attempts, mostWaiting,
      filterOf: () => this.#instance(found.filter, found.namespace, '__EventFilter').instance,
      deliver: (events) => this.#inTurn(foldedIn(found.consumer, found.namespace), () => this.#deliver(found, events)),
      buried: (letter, error) => {
        // That one could not be delivered which says this of another is not said again: it would go on for ever.
        if (letter.event.__CLASS !== 'EventUndelivered') journal.append('event-undelivered', { binding: found.path, consumer: found.consumer, letter: letter.id, attempts: letter.attempts, error: error.sentence });
        hub.raise({ namespace: found.namespace, class: '__ConsumerFailureEvent', event: { Consumer: found.consumer, Filter: found.filter, Error: { code: error.code, message: error.sentence } } });
      },
    });
    this.#bindings.set(found.id, binding);
    binding.start();
  }

  #changed({ how, namespace, definition, instance, previous }: StaticChange): void {
    if (definition.name === BINDING) {
      const found = foundIn(namespace, instance);
      if (how === 'created') return this.#begin(found);
      if (how === 'deleted') {
        this.#bindings.get(found.id)?.stop();
        this.#bindings.delete(found.id);
        this.#tools.queue.forget(found.id);
      }
      return;
    }
    const isConsumer = this.#tools.classes.isA({ namespace, definition }, '__EventConsumer');
    if (!isConsumer && definition.name !== '__EventFilter') return;
    const changed = identityOf(namespace, definition, previous ?? instance);
    for (const binding of this.#bindings.values()) {
      if (isConsumer && this.#names(binding.consumer, binding.namespace) === changed) {
        this.#tools.sinks.drop(binding.consumer);
        binding.again();
      }
      if (!isConsumer && this.#names(binding.filter, binding.namespace) === changed) binding.restart();
    }
  }

  /** The instance that a reference names, however it is written; undefined where its class is not there. */
  #names(reference: string, namespace: string): string | undefined {
    const parsed = parsePath(reference);
    const known = this.#tools.classes.find(parsed.namespace ?? namespace, parsed.class);
    return known === undefined ? undefined : identityOf(known.namespace, known.definition, keyOf(parsed, known.definition));
  }

  async #inTurn(consumer: string, act: () => Promise<void>): Promise<void> {
    const before = this.#turns.get(consumer);
    const done = (before ?? Promise.resolve()).then(act, act);
    this.#turns.set(consumer, done);
    try {
      await done;
    } finally {
      if (this.#turns.get(consumer) === done) this.#turns.delete(consumer);
    }
  }

  async #deliver({ consumer, namespace }: FoundBinding, events: readonly EventRow[]): Promise<void> {
    const { sourceOf, inFlight, timeoutOf, sinks } = this.#tools;
    const { known, instance, key } = this.#instance(consumer, namespace, '__EventConsumer');
    const { definition } = known;
    if (!isRegistered(known) || definition.consumes !== true) throw new ProviderError('NOT_SUPPORTED', {}, { message: `No provider delivers to consumers of class ${known.namespace}:${definition.name}.`, remedy: 'Register one that does.' });
    const caller = { kind: 'host' as const, pid: process.pid };
    await inFlight.perform(sourceOf(known.registration), { name: 'deliver', target: consumer, caller, timeoutMs: timeoutOf(known.registration), options: {} }, async (lease, context, operation) => {
      await lease.call(Deliver, { context, class: definition.name, consumer: instance, events }, operation);
      sinks.used(consumer, { by: lease.activation, class: definition.name, key });
    });
  }

  /** Throws NOT_FOUND or INVALID_CLASS with what is missing. */
  #instance(path: string, namespace: string, superclass: string): { readonly known: ReturnType<ClassDirectory['classOf']>; readonly instance: JsonObject; readonly key: JsonObject } {
    const { classes, objects } = this.#tools;
    const parsed = parsePath(path);
    const known = classes.classOf({ namespace, ...parsed });
    if (!classes.isA(known, superclass)) throw new ProviderError('INVALID_CLASS', { class: parsed.class }, { message: `${path} is no ${superclass}.` });
    const key = keyOf(parsed, known.definition);
    const instance = objects.get(known.namespace, known.definition, key);
    if (instance === undefined) throw new ProviderError('NOT_FOUND', { path }, { message: `There is no ${path}.` });
    return { known, instance, key };
  }
}

function foundIn(namespace: string, { Filter, Consumer }: JsonObject): FoundBinding {
  const [filter, consumer] = [String(Filter), String(Consumer)];
  const id = createHash('sha256').update(JSON.stringify([foldPath({ namespace, class: BINDING }), foldedIn(filter, namespace), foldedIn(consumer, namespace)])).digest('hex').slice(0, 32);
  const path = `${namespace}:${BINDING}.Filter=${quoted(filter)},Consumer=${quoted(consumer)}`;
  return { id, path, filter, consumer, namespace };
}

/** A reference without a namespace means the one that it stands in. */
function foldedIn(path: string, namespace: string): string {
  return foldPath({ namespace, ...parsePath(path) });
}

function identityOf(namespace: string, definition: ClassDefinition, instance: JsonObject): string {
  return `${foldNamespace(namespace)}:${foldName(definition.name)} ${keyTextOf(definition, instance)}`;
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
