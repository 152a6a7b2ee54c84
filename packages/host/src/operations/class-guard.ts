/**
 * Checks what goes into a class and what comes out of it, compiled once per registered class.
 * What comes out is checked only where the provider did not do so itself; what goes in from outside always is.
 */
import { ProviderError, checkerOf, inWords, keyCheckOf, nearest, type ClassDefinition, type Checker, type Fault, type JsonObject, type KeyCheck, type MethodDefinition, type SchemaNode } from '@provost/protocol';
import { clearableOf } from '../classes/clearable.js';
import { expectedOf, settableAtCreation, settableLater, unsettable, type Unsettable } from './settable.js';

const ANY_OBJECT: SchemaNode = { type: 'object' };

interface MethodGuard {
  readonly definition: MethodDefinition;
  readonly params: Checker;
  readonly returns: Checker | undefined;
}

/** What a class does not say of itself. */
export interface ClassSurroundings {
  /** The host serves it itself. */
  readonly isOwn?: boolean;
  /** What is wrong with a reference to an instance of a class, in words that follow "and"; undefined where nothing is. */
  readonly referenceFault?: (reference: string, className: string) => string | undefined;
}

export class ClassGuard {
  readonly definition: ClassDefinition;
  readonly #where: string;
  readonly #instance: Checker;
  readonly #key: Checker;
  readonly #sameKey: KeyCheck;
  readonly #patch: Checker;
  readonly #create: Checker;
  readonly #dynamic: Checker;
  /** What a new instance cannot be given, and what a change cannot. */
  readonly #unsettable: ReadonlyMap<string, Unsettable>;
  readonly #unchangeable: ReadonlyMap<string, Unsettable>;
  /** What the provider has, and a new instance that the host keeps does not. */
  readonly #setLater: readonly string[];
  /** What a change may take away, with null. */
  readonly #clearable: ReadonlySet<string>;
  /** The properties that refer to instances of a class, and to which. */
  readonly #references: readonly (readonly [string, string])[];
  readonly #referenceFault: NonNullable<ClassSurroundings['referenceFault']>;
  readonly #methods = new Map<string, MethodGuard>();
  #part: { readonly key: string; readonly check: Checker } | undefined;

  constructor(namespace: string, definition: ClassDefinition, { isOwn = false, referenceFault = () => undefined }: ClassSurroundings = {}) {
    this.definition = definition;
    this.#where = `${namespace}:${definition.name}`;
    const properties = definition.schema.properties ?? {};
    this.#references = Object.entries(properties).flatMap(([name, node]) => (node.format === 'reference' && node.class !== undefined ? [[name, node.class] as const] : []));
    this.#referenceFault = referenceFault;
    this.#clearable = clearableOf(definition);
    const { dynamic = {} } = definition;
    const first = settableAtCreation(definition, isOwn);
    const later = settableLater(definition, isOwn);
    const settable = Object.fromEntries(Object.entries(first.properties).filter(([name]) => !Object.hasOwn(dynamic, name)));
    const required = definition.schema.required ?? [];
    this.#instance = checkerOf(definition.schema);
    this.#key = checkerOf(objectOf(pick(properties, definition.key), definition.key));
    this.#sameKey = keyCheckOf(definition);
    this.#patch = checkerOf(objectOf(later.properties, []));
    this.#unchangeable = later.refused;
    this.#unsettable = first.refused;
    // A key that the provider gives is one that it alone sets.
    this.#create = checkerOf(objectOf(settable, required.filter((name) => Object.hasOwn(settable, name))));
    this.#setLater = Object.keys(first.properties).filter((name) => !Object.hasOwn(settable, name));
    this.#dynamic = checkerOf(objectOf(pick(properties, Object.keys(dynamic)), []));
    for (const [name, method] of Object.entries(definition.methods)) {
      this.#methods.set(name, { definition: method, params: checkerOf(method.params), returns: method.returns === undefined ? undefined : checkerOf(method.returns) });
    }
  }

  /** Throws TYPE_MISMATCH unless the key names each key property and nothing else. */
  checkKey(key: JsonObject): void {
    this.#refuse(this.#key(key), 'The key', `${this.#where} is keyed by ${this.definition.key.join(', ') || 'nothing (it is a singleton)'}.`);
  }

  /** Throws TYPE_MISMATCH with all that is missing or wrong, and INVALID_PARAMETER where only properties are given that the provider alone sets. */
  checkCreate(instance: JsonObject): void {
    const early = this.#setLater.filter((name) => Object.hasOwn(instance, name));
    if (early.length > 0) throw this.#dynamicGiven(early);
    this.#refuseGiven(instance, { check: this.#create, refused: this.#unsettable }, 'The new instance');
  }

  /** Throws as {@link checkCreate} does. */
  checkPatch(patch: JsonObject): void {
    const isCleared = this.#clearable.size > 0 && Object.entries(patch).some(([name, value]) => value === null && this.#clearable.has(name));
    const given = isCleared ? Object.fromEntries(Object.entries(patch).filter(([name, value]) => value !== null || !this.#clearable.has(name) || this.#unchangeable.has(name))) : patch;
    this.#refuseGiven(given, { check: this.#patch, refused: this.#unchangeable }, 'The change');
  }

  /** The method, and its arguments found fit. */
  checkArguments(name: string, args: JsonObject, ofClass: boolean): void {
    const method = this.#method(name);
    if ((method.definition.static === true) !== ofClass) {
      const message = ofClass ? `${name} is a method of an instance of ${this.#where}: name one by its key.` : `${name} is a method of the class ${this.#where}: leave the key out.`;
      throw new ProviderError('INVALID_PARAMETER', { method: name }, { message, remedy: `See the class: provost schema ${this.#where}.` });
    }
    this.#refuse(method.params(args), `The arguments of ${name}`);
  }

  /** Throws NOT_SUPPORTED unless the class serves it. */
  checkOperation(operation: ClassDefinition['operations'][number]): void {
    if (this.definition.operations.includes(operation)) return;
    if (this.definition.abstract === true) {
      throw new ProviderError('NOT_SUPPORTED', { operation }, {
        message: `${this.#where} is abstract: it has no instances of its own, and no class that derives from it serves ${operation} for it.`, remedy: 'Ask a class that derives from it; see which there are: provost classes.',
      });
    }
    const offered = Object.keys(this.definition.methods).length > 0 ? 'it serves methods only' : 'it has neither instances nor methods to ask for, as classes of events have not';
    throw new ProviderError('NOT_SUPPORTED', { operation }, {
      message: `${this.#where} does not serve ${operation}; ${this.definition.operations.length > 0 ? `it serves ${this.definition.operations.join(', ')}` : offered}.`,
      remedy: `See what it offers: provost schema ${this.#where}.`,
    });
  }

  /** Throws INVALID_RESULT unless the rows are instances of the class; where only some columns were asked for, the others may be missing. */
  checkInstances(rows: readonly JsonObject[], provider: string, columns?: readonly string[]): void {
    const { fault } = this.instancesUntil(rows, provider, columns);
    if (fault !== undefined) throw fault;
  }

  /** How many of them are instances of the class, up to the first that is none, and its INVALID_RESULT. */
  instancesUntil(rows: readonly JsonObject[], provider: string, columns?: readonly string[]): { readonly count: number; readonly fault?: ProviderError } {
    const check = columns === undefined ? this.#instance : this.#partOf(columns);
    for (const [count, row] of rows.entries()) {
      const fault = this.#wrongResult(check(row), 'An instance', provider);
      if (fault !== undefined) return { count, fault };
    }
    return { count: rows.length };
  }

  /** Throws INVALID_RESULT unless it is an instance of the class, and the one of that key. */
  checkAsked(key: JsonObject, instance: JsonObject, provider: string): void {
    this.checkInstances([instance], provider);
    this.#refuseResult(this.#sameKey(key, instance), 'An instance', provider);
  }

  /** Throws INVALID_RESULT unless there are so many, and all are values of the dynamic properties. */
  checkDynamic(values: readonly JsonObject[], count: number, provider: string): void {
    const isList = Array.isArray(values) && values.length === count;
    if (!isList) this.#refuseResult([{ path: '', expected: `a list of ${count}, one for each key`, found: inWords(values) }], 'What', provider);
    for (const row of values) this.#refuseResult(this.#dynamic(row), 'What', provider);
  }

  checkValue(name: string, value: unknown, provider: string): void {
    const { returns } = this.#method(name);
    if (returns !== undefined) this.#refuseResult(returns(value), `The result of ${name}`, provider);
    else if (value !== undefined) this.#refuseResult([{ path: '', expected: 'nothing', found: typeof value }], `The result of ${name}`, provider);
  }

  /** The latest is kept: a list asks for the same columns again and again. */
  #partOf(columns: readonly string[]): Checker {
    const key = columns.join();
    if (this.#part?.key === key) return this.#part.check;
    const { schema } = this.definition;
    const check = checkerOf(objectOf(schema.properties ?? {}, (schema.required ?? []).filter((name) => columns.includes(name))));
    this.#part = { key, check };
    return check;
  }

  #method(name: string): MethodGuard {
    const method = this.#methods.get(name);
    if (method !== undefined) return method;
    const names = [...this.#methods.keys()];
    const near = nearest(name, names);
    throw new ProviderError('METHOD_NOT_FOUND', { method: name }, {
      message: `${this.#where} has no method "${name}"${near === undefined ? '' : `; did you mean ${near}?`}${near === undefined && names.length > 0 ? `; it has ${names.join(', ')}.` : ''}`,
      remedy: `See the class: provost schema ${this.#where}.`,
    });
  }

  #refuseGiven(given: JsonObject, { check, refused }: { readonly check: Checker; readonly refused: ReadonlyMap<string, Unsettable> }, what: string): void {
    const strange = [...refused.keys()].filter((name) => Object.hasOwn(given, name));
    if (strange.length === 0) return this.#refuse(check(given) ?? this.#strangeReferences(given), what);
    const others = check(Object.fromEntries(Object.entries(given).filter(([name]) => !strange.includes(name))));
    if (others === undefined) throw unsettable(this.#where, strange, refused);
    this.#refuse([...strange.map((name): Fault => ({ path: name, expected: expectedOf(refused.get(name) as Unsettable), found: inWords(given[name]) })), ...others], what);
  }

  /** Whether there is an instance at that path is nobody's concern: it may come later. */
  #strangeReferences(given: JsonObject): Fault[] | undefined {
    const faults = this.#references.flatMap(([name, className]): Fault[] => {
      const reference = given[name];
      const why = typeof reference === 'string' ? this.#referenceFault(reference, className) : undefined;
      return why === undefined ? [] : [{ path: name, expected: `the path of an instance of ${className}`, found: `${inWords(reference)}; ${why}` }];
    });
    return faults.length === 0 ? undefined : faults;
  }

  #dynamicGiven(names: readonly string[]): ProviderError {
    return new ProviderError('INVALID_PARAMETER', { properties: names }, {
      message: `${names.join(', ')} of ${this.#where} ${names.length === 1 ? 'is' : 'are'} dynamic: the provider has ${names.length === 1 ? 'it' : 'them'}, and a new instance is kept by the host.`,
      remedy: 'Leave it out, and change it when the instance is there.',
    });
  }

  #refuse(faults: ReturnType<Checker>, what: string, more = ''): void {
    if (faults === undefined) return;
    throw new ProviderError('TYPE_MISMATCH', { faults: faults.map(told) }, {
      message: `${what} ${what.startsWith('The arguments') ? 'do' : 'does'} not fit ${this.#where}: ${faults.map(told).join('; ')}.${more === '' ? '' : ` ${more}`}`,
      remedy: `See the types: provost schema ${this.#where}.`,
    });
  }

  #refuseResult(faults: ReturnType<Checker>, what: string, provider: string): void {
    const fault = this.#wrongResult(faults, what, provider);
    if (fault !== undefined) throw fault;
  }

  #wrongResult(faults: ReturnType<Checker>, what: string, provider: string): ProviderError | undefined {
    if (faults === undefined) return undefined;
    return new ProviderError('INVALID_RESULT', { provider, faults: faults.map(told) }, {
      message: `${what} that provider "${provider}" returned does not fit ${this.#where}: ${faults.map(told).join('; ')}.`,
    });
  }
}

function told(fault: { readonly path: string; readonly expected: string; readonly found: string }): string {
  return `${fault.path === '' ? 'it' : fault.path} must be ${fault.expected}, and is ${fault.found}`;
}

function pick(properties: Readonly<Record<string, SchemaNode>>, names: readonly string[]): Record<string, SchemaNode> {
  return Object.fromEntries(names.map((name) => [name, properties[name] ?? {}]));
}

function objectOf(properties: Readonly<Record<string, SchemaNode>>, required: readonly string[]): SchemaNode {
  return { ...ANY_OBJECT, properties, required, additionalProperties: false };
}
