/** One served class made ready for requests: its functions, and how each value that belongs to it crosses. Made at the first request for it. */
import { ProviderError, keyCheckOf, type ClassDefinition, type ClassOperation, type JsonObject, type KeyCheck, type MethodDefinition, type SchemaNode } from '@provost/protocol';
import { classDefinition } from '../define/description.js';
import { isEventClass } from '../define/event.js';
import type { ConsumerFunctions } from '../define/consumer.js';
import type { PropertyFunctions } from '../define/kept.js';
import type { AnyHandler, ServedClass } from '../define/provider.js';
import { misanswered, valuePlan, type ValuePlan } from './value-plan.js';

/** Keys may be long; what an error says of them is not. */
const LONGEST_NAME = 200;

/** One method made ready. */
export interface MethodPlan {
  readonly call: AnyHandler;
  readonly isStatic: boolean;
  readonly params: ValuePlan;
  readonly returns: ValuePlan | undefined;
  readonly errors: ReadonlyMap<string, ValuePlan> | undefined;
}

export class ClassPlan {
  readonly definition: ClassDefinition;
  readonly key: ValuePlan;
  readonly instance: ValuePlan;
  readonly #created: ValuePlan;
  readonly #patch: ValuePlan;
  readonly #keyCheck: KeyCheck;
  readonly #readOnly: readonly string[];
  readonly #served: ServedClass;
  readonly #provider: string;
  readonly #methods = new Map<string, MethodPlan>();

  constructor(served: ServedClass, provider: string) {
    this.#served = served;
    this.#provider = provider;
    this.definition = classDefinition(served);
    const { name, key, schema } = this.definition;
    const properties = Object.keys(schema.properties ?? {});
    this.#readOnly = properties.filter((property) => schema.properties?.[property]?.readOnly === true);
    const settable = properties.filter((property) => !this.#readOnly.includes(property));
    this.key = this.#plan(part(schema, key), `the key of ${name}`);
    this.#created = this.#plan(part(schema, settable), `the new ${name}`);
    const changeable = settable.filter((property) => !key.includes(property));
    this.#patch = this.#plan(withoutDefaults(part(schema, changeable)), `the patch of ${name}`);
    this.instance = this.#plan(schema, name);
    this.#keyCheck = keyCheckOf(this.definition);
  }

  /** How an instance travels that was asked for by its key, as a caller gave it. Throws INVALID_RESULT, also where it is another one. */
  writeAsked(key: JsonObject, answered: unknown): JsonObject {
    const instance = this.instance.write(answered) as JsonObject;
    const faults = this.#keyCheck(key, instance);
    if (faults !== undefined) throw misanswered({ provider: this.#provider, what: this.definition.name }, faults);
    return instance;
  }

  /** What `create` is given. Throws TYPE_MISMATCH, or INVALID_PARAMETER where it sets what the provider alone may. */
  readCreated(given: JsonObject): unknown {
    this.#refuseReadOnly(given);
    return this.#created.read(given);
  }

  /** What `modify` is given; throws likewise. */
  readPatch(given: JsonObject): unknown {
    this.#refuseReadOnly(given);
    return this.#patch.read(given);
  }

  /** The function of an operation. Throws NOT_SUPPORTED where the class does not offer it. */
  operation(name: ClassOperation): AnyHandler {
    const call = this.#served.operations.get(name);
    if (call !== undefined) return call;
    throw new ProviderError('NOT_SUPPORTED', { provider: this.#provider }, { message: `Class ${this.definition.name} does not offer "${name}".` });
  }

  /** What begins to raise its events. Throws NOT_SUPPORTED. */
  get start(): AnyHandler {
    const { events } = this.#served;
    if (events !== undefined) return events;
    throw new ProviderError('NOT_SUPPORTED', { provider: this.#provider }, { message: `Class ${this.definition.name} raises no events.` });
  }

  /** What was written for it as a class of consumers; undefined where it is none. */
  get consumer(): ConsumerFunctions | undefined {
    return this.#served.consumer;
  }

  /** Whether it is a class of events. */
  get isEvent(): boolean {
    return isEventClass(this.#served.of);
  }

  /** A method. Throws METHOD_NOT_FOUND. */
  method(name: string): MethodPlan {
    const known = this.#methods.get(name);
    if (known !== undefined) return known;
    const call = this.#served.methods.get(name);
    if (call === undefined) {
      throw new ProviderError('METHOD_NOT_FOUND', { provider: this.#provider }, { message: `Class ${this.definition.name} has no method "${name}".` });
    }
    const plan = this.#methodPlan(name, call, this.definition.methods[name] as MethodDefinition);
    this.#methods.set(name, plan);
    return plan;
  }

  /** The functions of a dynamic property. Throws NOT_SUPPORTED where it is none. */
  property(name: string): PropertyFunctions {
    const { kept } = this.#served;
    const functions = kept?.by === 'host' ? kept.properties.get(name) : undefined;
    if (functions !== undefined) return functions;
    throw new ProviderError('NOT_SUPPORTED', { provider: this.#provider, property: name }, { message: `Provider "${this.#provider}" does not provide the property "${name}" of class ${this.definition.name}.` });
  }

  /** How rows with these columns alone are written. Throws NO_SUCH_PROPERTY. */
  columns(columns: readonly string[]): ValuePlan {
    const { name, schema } = this.definition;
    const unknown = columns.find((column) => !Object.hasOwn(schema.properties ?? {}, column));
    if (unknown === undefined) return this.#plan(part(schema, columns), name);
    throw new ProviderError('NO_SUCH_PROPERTY', { provider: this.#provider }, { message: `Class ${name} has no property "${unknown}" to make a column of.` });
  }

  /** What an error calls an instance: `Note {"id":"7"}`. */
  nameOf(row: JsonObject): string {
    const key = this.definition.key.map((name) => [name, row[name]] as const);
    return `${this.definition.name} ${JSON.stringify(Object.fromEntries(key)).slice(0, LONGEST_NAME)}`;
  }

  #refuseReadOnly(given: JsonObject): void {
    const names = this.#readOnly.filter((name) => Object.hasOwn(given, name));
    if (names.length === 0) return;
    const isOne = names.length === 1;
    throw new ProviderError('INVALID_PARAMETER', { properties: names }, {
      message: isOne ? `${this.definition.name}.${names[0]} is read-only: the provider sets it.` : `${names.join(', ')} of ${this.definition.name} are read-only: the provider sets them.`,
      remedy: isOne ? 'Leave the property out.' : 'Leave the properties out.',
    });
  }

  #methodPlan(name: string, call: AnyHandler, method: MethodDefinition): MethodPlan {
    const what = `${this.definition.name}.${name}`;
    const errors = Object.entries(method.errors ?? {});
    return {
      call,
      isStatic: method.static === true,
      params: this.#plan(method.params, `the arguments of ${what}`),
      returns: method.returns && this.#plan(method.returns, `the result of ${what}`),
      errors: errors.length === 0 ? undefined : new Map(errors.map(([error, facts]) => [error, this.#plan(facts, `the facts of ${error}`)])),
    };
  }

  #plan(schema: SchemaNode, what: string): ValuePlan {
    return valuePlan(schema, { provider: this.#provider, what });
  }
}

/** The object schema of some of the properties. */
function part(schema: SchemaNode, names: readonly string[]): SchemaNode {
  return {
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, schema.properties?.[name] as SchemaNode])),
    required: (schema.required ?? []).filter((name) => names.includes(name)),
    additionalProperties: false,
  };
}

/** What a patch leaves out stays as it is, so nothing is required and no default is filled in. */
function withoutDefaults(schema: SchemaNode): SchemaNode {
  const properties = Object.entries(schema.properties ?? {}).map(([name, { default: _, ...property }]) => [name, property] as const);
  return { ...schema, required: [], properties: Object.fromEntries(properties) };
}
