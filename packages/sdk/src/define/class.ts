/** A class as its author writes it. Which operations it offers is said where a provider serves it. */
import { ProviderError, type ClassShape, type Described, type MethodShape, type Schema } from '@provost/protocol';
import { optionalMark, type FilledOf, type Flat, type KeyableOf, type ObjectOf, type Properties, type Settable } from '../type/described.js';

/** One method as its author writes it. */
export interface MethodSpec {
  readonly description?: string;
  /** A method of the class rather than of an instance. */
  readonly static?: boolean;
  readonly params?: Properties;
  /** Absent where the method answers nothing. */
  readonly returns?: Schema;
  /** The errors it may fail with: name to facts. */
  readonly errors?: Readonly<Record<string, Properties>>;
}

export type MethodSpecs = Readonly<Record<string, MethodSpec>>;

/** A class: what {@link defineClass} makes. `K` names the key properties, and is never for a singleton. */
export interface ProviderClass<N extends string = string, P extends Properties = Properties, K extends string = string, M extends MethodSpecs = MethodSpecs> {
  readonly name: N;
  readonly description?: string;
  /** The class that it derives from. */
  readonly superclass?: string;
  /** It has no instances but those of classes that derive from it. */
  readonly abstract?: boolean;
  readonly key: readonly K[];
  /** Those that it inherits too. */
  readonly properties: P;
  /** Those that it inherits too. */
  readonly methods: M;
}

/** What a class is written with. */
export interface ClassSpec<P extends Properties, K extends string, M extends MethodSpecs> {
  /** The property or properties that tell instances apart. Absent: there is one instance only. */
  readonly key?: K | readonly K[];
  readonly description?: string;
  /** It has no instances of its own; classes that derive from it have. */
  readonly abstract?: boolean;
  readonly properties: P;
  readonly methods?: M;
}

/** What a class is written with that derives from another: what it has besides. */
export interface DerivedSpec<B extends ProviderClass, P extends Properties, M extends MethodSpecs> {
  /** Its properties, key and methods are this class's too. */
  readonly extends: B;
  readonly description?: string;
  readonly abstract?: boolean;
  /** A property that is inherited keeps its type. */
  readonly properties?: P & { readonly [name in keyof B['properties'] & keyof P]: never };
  readonly methods?: M & { readonly [name in keyof B['methods'] & keyof M]: never };
}

/** The key of an instance: none of its properties for a singleton. */
export type KeyOf<P, K extends string> = Flat<Pick<ObjectOf<P>, K & keyof ObjectOf<P>>>;

/** What `create` is given: no property that the provider alone sets, and every default filled in. */
export type CreatedOf<P> = FilledOf<Settable<P>>;

/** What `modify` is given: any of the properties that are neither key nor the provider's own. */
export type PatchOf<P, K extends string> = Partial<ObjectOf<Omit<Settable<P>, K>>>;

/** The parameters that a method is called with, before defaults. */
export type ArgumentsOf<S> = S extends { readonly params: infer P extends Properties } ? ObjectOf<P> : Record<never, never>;

/** The parameters as the author sees them: defaults are filled in. */
export type FilledArgumentsOf<S> = S extends { readonly params: infer P extends Properties } ? FilledOf<P> : Record<never, never>;

/** What a method answers. */
export type ReturnOf<S> = S extends { readonly returns: infer R extends Schema } ? Described<R> : void;

/** The facts of the errors that a method declares, by name. */
export type FactsOf<S> = S extends { readonly errors: infer E extends Readonly<Record<string, Properties>> } ? { readonly [N in keyof E]: ObjectOf<E[N]> } : Record<never, never>;

type MethodShapesOf<M> = {
  readonly [N in keyof M]: MethodShape<ArgumentsOf<M[N]>, ReturnOf<M[N]>, M[N] extends { readonly static: true } ? true : false, FactsOf<M[N]>>;
};

/** The types of a class that clients see. */
export type ShapeOf<P, K extends string, M> = ClassShape<ObjectOf<P>, KeyOf<P, K>, ObjectOf<Settable<P>>, MethodShapesOf<M>>;

/** The type of a class's instances, or of the values that a schema describes: `Infer<typeof Note>`. */
export type Infer<T> = T extends { readonly key: readonly string[]; readonly properties: infer P extends Properties }
  ? ObjectOf<P>
  : T extends Schema ? Described<T> : never;

const operationNames: ReadonlySet<string> = new Set(['get', 'list', 'create', 'modify', 'delete']);

/**
 * Defines a class: `defineClass('Note', { key: 'id', properties: { id: Type.String(), text: Type.String() } })`, or one that derives from another:
 * `defineClass('Task', { extends: Note, properties: { done: Type.Boolean() } })`.
 * Throws INVALID_REGISTRATION, with every fault it finds, where types could not say so first.
 */
export function defineClass<const N extends string, const P extends Properties, const K extends KeyableOf<P> = never, const M extends MethodSpecs = Record<never, never>>(
  name: N,
  spec: ClassSpec<P, K, M>,
): ProviderClass<N, P, K, M>;
export function defineClass<
  const N extends string, const B extends ProviderClass, const P extends Properties = Record<never, never>, const M extends MethodSpecs = Record<never, never>,
>(name: N, spec: DerivedSpec<B, P, M>): ProviderClass<N, Flat<B['properties'] & P>, B['key'][number], Flat<B['methods'] & M>>;
export function defineClass(name: string, spec: ClassSpec<Properties, string, MethodSpecs> | DerivedSpec<ProviderClass, Properties, MethodSpecs>): ProviderClass {
  const own = { properties: spec.properties ?? {}, methods: spec.methods ?? {} };
  const of = 'extends' in spec ? spec.extends : undefined;
  const key = 'extends' in spec ? spec.extends.key : keysOf(spec.key);
  const properties = { ...of?.properties, ...own.properties };
  const methods = { ...of?.methods, ...own.methods };
  refuseFaults(name, [...(of === undefined ? [] : inheritanceFaults(of, own)), ...faultsOf(key, properties, methods)]);
  return {
    name,
    ...(spec.description === undefined ? {} : { description: spec.description }),
    ...(of === undefined ? {} : { superclass: of.name }),
    ...(spec.abstract === undefined ? {} : { abstract: spec.abstract }),
    key, properties, methods,
  };
}

function keysOf(key: string | readonly string[] | undefined): readonly string[] {
  return key === undefined ? [] : typeof key === 'string' ? [key] : key;
}

function inheritanceFaults(of: ProviderClass, { properties, methods }: Pick<ProviderClass, 'properties' | 'methods'>): string[] {
  const inherited = (kind: 'properties' | 'methods', own: object): string[] =>
    Object.keys(own).filter((name) => Object.hasOwn(of[kind], name)).map((name) => `"${name}" is inherited from ${of.name}: leave it out of its ${kind}`);
  return [...inherited('properties', properties), ...inherited('methods', methods)];
}

function faultsOf(key: readonly string[], properties: Properties, methods: MethodSpecs): string[] {
  const faults: string[] = [];
  for (const name of key) {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (property === undefined) faults.push(`its key names "${name}", which is none of its properties`);
    else if (optionalMark in property) faults.push(`its key names "${name}", which is optional`);
    else if (!isKeyable(property)) faults.push(`its key names "${name}", which is no String, Integer, Boolean, Int64 or DateTime`);
  }
  for (const name of Object.keys(methods)) {
    if (operationNames.has(name)) faults.push(`its method "${name}" has the name of an operation`);
  }
  return faults;
}

/** What a path can hold: a text, a whole number, true or false. Bytes have no one way to be written. */
function isKeyable({ type, format }: Schema): boolean {
  return (type === 'string' && format !== 'bytes') || type === 'integer' || type === 'boolean';
}

function refuseFaults(name: string, faults: readonly string[]): void {
  if (faults.length === 0) return;
  throw new ProviderError('INVALID_REGISTRATION', { faults }, {
    message: `Class ${name} cannot be defined: ${faults.join('; ')}.`,
    remedy: 'Mend the call of defineClass.',
  });
}
