/** A provider as its author writes it: what it is, how it loads and lets go, and class by class what it serves. Running it is the runner's part. */
import { ProviderError, type EventShape, type ProviderLimits, type QueryFilters, type ServesClasses, type UnloadReason } from '@provost/protocol';
import type { MethodSpecs, ProviderClass, ShapeOf } from './class.js';
import type { ConsumerClass, ConsumerFunctions, ConsumerHandlers } from './consumer.js';
import type { LoadContext } from './contexts.js';
import { isEventClass, type EventClass, type EventOf, type Raise, type StartRaising } from './event.js';
import type { Awaitable, Handlers } from './handlers.js';
import { providedOf, type KeptClass, type ProvidedHandlers, type PushedHandlers } from './kept.js';
import type { AnyUndoHandlers, ArgumentsOfUndo, NoStore, UndoArguments, UndoHandlers } from './store.js';
import type { FilledOf, ObjectOf, Properties } from '../type/described.js';

const definitionKey: unique symbol = Symbol.for('provost.provider');

/** What a provider is written with. */
export interface ProviderSpec<C extends Properties, N extends string, State, H extends AnyUndoHandlers = Record<never, never>, S extends boolean = boolean> {
  readonly name: string;
  /** Where its classes are found: `root/app`. */
  readonly namespace: string;
  readonly description?: string;
  /** What may be given at `register`; `context.config` has it. */
  readonly config?: C;
  /** The names of the secrets it asks for at `register`; `context.credential` has them. */
  readonly credentials?: readonly N[];
  /** Whether released means gone. Default true. */
  readonly pure?: boolean;
  /** Whether a new life may start while the last is still leaving. Default false. */
  readonly overlap?: boolean;
  /** Where it differs from the host's settings. */
  readonly limits?: ProviderLimits;
  /** Whether it keeps what it writes in a store of its own: `context.store(Class)`. It is opened, and checked after an end that was not orderly, before `load`. */
  readonly store?: S;
  /**
   * How effects outside the store are taken back, by name: `context.undoStep(name, args)` is written down before such an effect. They stand before `load`, which they
   * are run before when the process has died. Needs `store: true`.
   */
  readonly undo?: H & UndoHandlers<FilledOf<C>, N>;
  /** Once a life, before the first request. What it returns is the state that every function is given. */
  readonly load?: (context: LoadContext<C, N, StepsOf<H, S>>) => Awaitable<State>;
  /** Once a life, after the last request and before what the load deferred. */
  readonly release?: (reason: UnloadReason, state: NoInfer<State>) => unknown;
}

/** The undo steps of a provider with a store. */
type StepsOf<H, S extends boolean> = [S] extends [false] ? NoStore : ArgumentsOfUndo<H>;

/** The author's functions, as they are called: their types were checked where they were written. */
export type AnyHandler = (...given: readonly unknown[]) => unknown;

/** One class with what was written for it. */
export interface ServedClass {
  readonly of: ProviderClass;
  readonly operations: ReadonlyMap<string, AnyHandler>;
  readonly methods: ReadonlyMap<string, AnyHandler>;
  readonly filters?: QueryFilters;
  /** Of a class whose instances the host keeps. */
  readonly kept?: KeptClass;
  /** Begins to raise events: of an event class those, of any other what becomes of its instances. */
  readonly events?: AnyHandler;
  /** Of a class of consumers. */
  readonly consumer?: ConsumerFunctions;
}

/** What stands behind a provider. */
export interface ProviderDefinition {
  readonly spec: ProviderSpec<Properties, string, unknown, AnyUndoHandlers>;
  readonly classes: readonly ServedClass[];
}

/** A provider, whatever its state: what `serve`, the runtime and tests take. */
export interface ServedProvider<Shapes = unknown> extends ServesClasses<Shapes> {
  readonly [definitionKey]: ProviderDefinition;
}

/** A provider while it is written: `serves` adds a class and returns the provider that has it too. */
export interface Provider<State = unknown, Shapes = unknown, U extends UndoArguments = Record<never, never>> extends ServedProvider<Shapes> {
  /** Serves a class by these functions. The provider it is called on stays as it was. */
  serves<N extends string, P extends Properties, K extends string, M extends MethodSpecs>(
    of: ProviderClass<N, P, K, M>,
    handlers: Handlers<P, K, M, State, U>,
  ): Provider<State, Shapes & { readonly [name in N]: ShapeOf<P, K, M> }, U>;
  /** Provides dynamic properties of a class whose instances the host keeps: they are asked for when somebody wants them, and all else is answered without loading this provider. */
  provides<N extends string, P extends Properties, K extends string, M extends MethodSpecs>(
    of: ProviderClass<N, P, K, M>,
    handlers: ProvidedHandlers<P, K, M, State, U>,
  ): Provider<State, Shapes & { readonly [name in N]: ShapeOf<P, K, M> }, U>;
  /** Pushes a class: `context.push(Class)` of the load writes its instances, which the host keeps and answers for without loading this provider. */
  pushes<N extends string, P extends Properties, K extends string, M extends MethodSpecs>(
    of: ProviderClass<N, P, K, M>,
    ...handlers: keyof M extends never ? [] : [PushedHandlers<P, K, M, State, U>]
  ): Provider<State, Shapes & { readonly [name in N]: ShapeOf<P, K, M> }, U>;
  /** Delivers events to the consumers that are instances of a class; the host keeps those. The provider it is called on stays as it was. */
  consumes<N extends string, P extends Properties, K extends string, Sink = ObjectOf<P>>(
    of: ConsumerClass<N, P, K>,
    handlers: ConsumerHandlers<P, Sink, State, U>,
  ): Provider<State, Shapes & { readonly [name in N]: ShapeOf<P, K, Record<never, never>> }, U>;
  /** Raises the events of a class for as long as somebody watches. The provider it is called on stays as it was. */
  raises<N extends string, P extends Properties>(
    of: EventClass<N, P>,
    source: { readonly start: StartRaising<Raise<EventOf<P>>, State, U> },
  ): Provider<State, Shapes & { readonly [name in N]: EventShape<EventOf<P>> }, U>;
}

/** Defines a provider; `.serves(Class, {...})` for each class follows. */
export function defineProvider<
  const C extends Properties = Record<never, never>, const N extends string = never, H extends AnyUndoHandlers = Record<never, never>, State = undefined, S extends boolean = false,
>(spec: ProviderSpec<C, N, State, H, S>): Provider<State, Record<never, never>, StepsOf<H, S>> {
  refuseFaults(spec);
  return providerOf({ spec: spec as unknown as ProviderDefinition['spec'], classes: [] });
}

/** What no type says. */
function refuseFaults({ name, store, undo, overlap }: Pick<ProviderDefinition['spec'], 'name' | 'store' | 'overlap'> & { readonly undo?: object }): void {
  const faults = [
    ...(store === true && overlap === true ? ['it has a store and says overlap: true, but two lives at a time cannot write one store'] : []),
    ...(store !== true && undo !== undefined ? ['it has undo steps, which are written down in a store, and does not say store: true'] : []),
    ...Object.entries(undo ?? {}).filter(([, step]) => typeof step !== 'function').map(([step]) => `its undo step "${step}" is not a function`),
  ];
  if (faults.length === 0) return;
  throw new ProviderError('INVALID_REGISTRATION', { provider: name, faults }, {
    message: `Provider "${name}" cannot be defined: ${faults.join('; ')}.`, remedy: 'Mend the call of defineProvider.',
  });
}

/** What stands behind a provider, or undefined for what is none. A provider made by another copy of this package is one too. */
export function definitionOf(value: unknown): ProviderDefinition | undefined {
  return typeof value === 'object' && value !== null ? (value as Partial<ServedProvider>)[definitionKey] : undefined;
}

function providerOf<State, Shapes, U extends UndoArguments>(definition: ProviderDefinition): Provider<State, Shapes, U> {
  const withClass = <More>(added: ServedClass): Provider<State, Shapes & More, U> => providerOf({ ...definition, classes: [...definition.classes, added] });
  return {
    [definitionKey]: definition,
    serves: (of, handlers) => withClass(servedClass(of, handlers, definition)),
    provides: (of, { properties, operations, ...handlers }) => {
      const { kept, faults } = providedOf(of, { properties, operations });
      return withClass({ ...servedClass(of, handlers, definition, { word: 'provides', known: [], faults }), kept });
    },
    pushes: (of, ...[handlers]) => withClass({ ...servedClass(of, handlers ?? {}, definition, { word: 'pushes', known: [] }), kept: { by: 'push' } }),
    consumes: (of, handlers) => withClass(consumedClass(of, handlers, definition)),
    raises: (of, source) => withClass(raisedClass(of, source, definition)),
  };
}

const operationNames: readonly string[] = ['get', 'list', 'create', 'modify', 'delete'];

/** By which function a class was added, which operations may be written for it, and what else was found wrong with it. */
interface Added {
  readonly word: string;
  readonly known: readonly string[];
  readonly faults?: readonly string[];
}

function servedClass(of: ProviderClass, handlers: object, definition: ProviderDefinition, { word, known, faults = [] }: Added = { word: 'serves', known: operationNames }): ServedClass {
  const { methods = {}, events, filters, ...operations } = handlers as Readonly<Record<string, unknown>> & { readonly methods?: object; readonly filters?: QueryFilters };
  refuseClass(word, of, definition, [
    ...(isEventClass(of) && of.abstract !== true ? ['it is a class of events; use raises'] : []),
    ...faultsOf('an operation', operations, known, []), ...faults,
    ...faultsOf('a method of the class', methods, Object.keys(of.methods), Object.keys(of.methods)),
    ...(events === undefined || (typeof events === 'function' && word === 'serves') ? [] : [word === 'serves' ? '"events" is not a function' : 'what becomes of its instances is told by the host, which keeps them: leave "events" out']),
  ]);
  return { of, operations: functionsOf(operations), methods: functionsOf(methods), ...(filters === undefined ? {} : { filters }), ...(events === undefined ? {} : { events: events as AnyHandler }) };
}

const CONSUMER_FUNCTIONS: readonly string[] = ['open', 'deliver', 'close'];

function consumedClass(of: ProviderClass, handlers: object, definition: ProviderDefinition): ServedClass {
  refuseClass('consumes', of, definition, [
    ...('isConsumer' in of ? [] : ['it is no class of consumers, which defineConsumer makes']),
    ...faultsOf('one of open, deliver and close', handlers, CONSUMER_FUNCTIONS, ['deliver']),
  ]);
  return { of, operations: new Map(), methods: new Map(), consumer: handlers as ConsumerFunctions };
}

function raisedClass(of: ProviderClass, source: { readonly start?: unknown } | undefined, definition: ProviderDefinition): ServedClass {
  refuseClass('raises', of, definition, [
    ...(isEventClass(of) ? [] : ['it is no class of events, which defineEvent makes']),
    ...(of.abstract === true ? ['it is abstract: raise the classes that derive from it'] : []),
    ...(typeof source?.start === 'function' ? [] : ['"start" is not a function']),
  ]);
  return { of, operations: new Map(), methods: new Map(), events: source?.start as AnyHandler };
}

function refuseClass(word: string, of: ProviderClass, { spec, classes }: ProviderDefinition, found: readonly string[]): void {
  const faults = [...(classes.some((served) => served.of.name === of.name) ? ['it is served already'] : []), ...found];
  if (faults.length === 0) return;
  throw new ProviderError('INVALID_REGISTRATION', { provider: spec.name, faults }, {
    message: `Provider "${spec.name}" cannot ${word === 'pushes' ? 'push' : word.slice(0, -1)} class ${of.name}: ${faults.join('; ')}.`,
    remedy: `Mend the call of ${word}.`,
  });
}

function faultsOf(what: string, given: object, known: readonly string[], needed: readonly string[]): string[] {
  return [
    ...Object.keys(given).filter((name) => !known.includes(name)).map((name) => `"${name}" is not ${what}`),
    ...Object.entries(given).filter(([, value]) => value !== undefined && typeof value !== 'function').map(([name]) => `"${name}" is not a function`),
    ...needed.filter((name) => !Object.hasOwn(given, name)).map((name) => `nothing is written for "${name}"`),
  ];
}

function functionsOf(given: object): ReadonlyMap<string, AnyHandler> {
  return new Map(Object.entries(given).filter(([, value]) => value !== undefined) as [string, AnyHandler][]);
}
