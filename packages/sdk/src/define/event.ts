/** A class of events as its author writes it: what happens, and not what there is. Who raises them is said where a provider does. */
import { ProviderError, TIME_CREATED, type QueryCondition } from '@provost/protocol';
import type { Flat, ObjectOf, Properties } from '../type/described.js';
import { defineClass, type ProviderClass } from './class.js';
import type { Context } from './contexts.js';
import type { Awaitable } from './handlers.js';
import type { UndoArguments } from './store.js';

const EXTRINSIC = '__ExtrinsicEvent';

/** A class of events: what {@link defineEvent} makes. */
export interface EventClass<N extends string = string, P extends Properties = Properties> extends ProviderClass<N, P, never, Record<never, never>> {
  readonly superclass: string;
  /** Tells it from a class of what there is. */
  readonly isEvent: true;
}

/** What a class of events is written with. */
export interface EventSpec<P extends Properties> {
  readonly description?: string;
  /** There are none but those of classes that derive from it. */
  readonly abstract?: boolean;
  readonly properties?: P;
}

/** An event of that class, as it is raised. */
export type EventOf<P> = Flat<ObjectOf<P>>;

/** Somebody who wants the events. */
export interface Interest {
  readonly id: string;
  /** WQL. */
  readonly query: string;
  /** All of these hold for every event that it wants: `[{ property: 'folder', operator: '=', value: '/var/log' }]`. Texts are compared without regard to case. */
  readonly conditions: readonly QueryCondition[];
}

/** What may be said with an event. */
export interface RaiseOptions {
  /** From where to resume, for one who has seen this event: comes back as `context.bookmark`. At most 1,024 characters. */
  readonly bookmark?: string;
}

/** What all that raise have. */
export interface Raising {
  /** Settles when there is room for more; at once when there is, or when nobody wants events any more. */
  drained(): Promise<void>;
}

/**
 * Raises an event. Answers false where it was not taken, because as many wait already as may, or nobody wants them any more; what was not taken is told
 * to those who watch. Throws INVALID_RESULT where it does not fit its class.
 */
export interface Raise<E> extends Raising {
  (event: E, options?: RaiseOptions): boolean;
}

/** Raises what became of an instance. Answers and throws as {@link Raise}. */
export interface RaiseOfInstances<I> extends Raising {
  created(instance: I, options?: RaiseOptions): boolean;
  /** `previous` is the instance as it was, where that is known. */
  modified(instance: I, previous?: I, options?: RaiseOptions): boolean;
  deleted(instance: I, options?: RaiseOptions): boolean;
}

/** The context of one subscription: it lasts from the first who watches to the last, and the provider is not unloaded for being idle meanwhile. */
export interface EventContext<U extends UndoArguments = Record<never, never>> extends Context<U> {
  /** Who wants the events, now: a chance to raise less, not a duty. */
  readonly queries: readonly Interest[];
  /** Of the last event that was taken, where one resumes: raise first what has happened since, as far as that is known. */
  readonly bookmark: string | undefined;
  /** Calls `listener` whenever who wants the events has changed, and waits for it: those who have come miss nothing after that. What it throws is told to them, and the others go on. */
  onQueries(listener: (queries: readonly Interest[]) => unknown): void;
}

/** Ends what a start has begun. */
export type StopRaising = (() => unknown) | Disposable | AsyncDisposable | void;

/**
 * Begins to raise events, and answers what ends it. Called when the first who watches comes, and again after the last has gone and another comes; once more
 * beside that for each who resumes from a bookmark of its own. What it throws is told to those who watch.
 */
export type StartRaising<R, State, U extends UndoArguments = Record<never, never>> = (raise: R, state: State, context: EventContext<U>) => Awaitable<StopRaising>;

/**
 * Defines a class of events: `defineEvent('FileChanged', { properties: { path: Type.String() } })`. Each has `TIME_CREATED` besides. Throws
 * INVALID_REGISTRATION, with every fault it finds, where types could not say so first.
 */
export function defineEvent<const N extends string, const P extends Properties = Record<never, never>>(name: N, spec: EventSpec<P>): EventClass<N, P>;
export function defineEvent<const N extends string, const B extends EventClass, const P extends Properties = Record<never, never>>(
  name: N, spec: EventSpec<P> & { readonly extends: B },
): EventClass<N, Flat<B['properties'] & P>>;
export function defineEvent(name: string, { properties = {}, ...spec }: EventSpec<Properties> & { readonly extends?: EventClass }): EventClass {
  if (Object.hasOwn(properties, TIME_CREATED)) {
    throw new ProviderError('INVALID_REGISTRATION', { faults: [`${TIME_CREATED} is a property of every event`] }, {
      message: `Class ${name} cannot be defined: ${TIME_CREATED} is a property of every event.`, remedy: 'Leave it out.',
    });
  }
  const { extends: of, ...more } = spec;
  const made: object = of === undefined ? defineClass(name, { ...more, properties }) : defineClass<string, ProviderClass>(name, { ...more, properties: properties as never, extends: of });
  return { ...made, superclass: of?.name ?? EXTRINSIC, isEvent: true } as unknown as EventClass;
}

/** Whether it was made by {@link defineEvent}. */
export function isEventClass(of: ProviderClass): of is EventClass {
  return 'isEvent' in of && of.isEvent === true;
}
