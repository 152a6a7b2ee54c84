/** A class as the host described it, with what is made of it once: its paths, and how its values are written and read. */
import { ProviderError, declaredBy, isProviderError, type ErrorFacts } from '../errors/index.js';
import type { ResultOf, SchemaOf } from '../messages/index.js';
import type { ClassDefinition, JsonObject, MethodDefinition } from '../schema/schema.js';
import { isEventClass } from '../schema/event-class.js';
import { didYouMean, pathOf } from '../text/index.js';
import { authorFormOf, wireFormOf, type Convert } from '../values/index.js';

/** One method of it. */
export interface KnownMethod {
  readonly isStatic: boolean;
  /** The arguments as they travel. */
  writeArguments(args: unknown): JsonObject;
  /** The result in the author's values. */
  readResult(value: unknown): unknown;
  /** What its call rejects with: an error that it declares has its facts in the author's values, and is known as this method's. */
  readFault(thrown: unknown): unknown;
}

export class KnownClass {
  /** Its full name: `root/app:Note`. */
  readonly name: string;
  /** Without its namespace. */
  readonly shortName: string;
  /** Whether it is a class of events: what happens, and not what there is. */
  readonly isEvent: boolean;
  readonly namespace: string;
  readonly #definition: ClassDefinition;
  readonly #write: Convert;
  readonly #read: Convert;
  readonly #methods = new Map<string, KnownMethod>();

  constructor(described: ResultOf<typeof SchemaOf>) {
    const { namespace, definition } = described;
    this.namespace = namespace;
    this.#definition = definition;
    this.name = `${namespace}:${definition.name}`;
    this.shortName = definition.name;
    this.isEvent = isEventClass(definition);
    this.#write = wireFormOf(definition.schema) ?? asItIs;
    this.#read = authorFormOf(definition.schema) ?? asItIs;
  }

  /** The path of the instance with that key. Throws INVALID_PARAMETER where the key lacks a property. */
  path(key: unknown): string {
    return pathOf(this.namespace, this.#definition, this.write(key ?? {}));
  }

  /** An instance, or some properties of one, as they travel. */
  write(properties: unknown): JsonObject {
    return this.#write(properties) as JsonObject;
  }

  /** An instance, or some properties of one, in the author's values. */
  read(row: JsonObject): unknown {
    return this.#read(row);
  }

  /** Throws METHOD_NOT_FOUND for one that the class does not have. */
  method(name: string): KnownMethod {
    const known = this.#methods.get(name);
    if (known !== undefined) return known;
    const { methods } = this.#definition;
    if (!Object.hasOwn(methods, name)) {
      throw new ProviderError('METHOD_NOT_FOUND', { class: this.name, method: name }, {
        message: `${this.name} has no method "${name}"${didYouMean(name, Object.keys(methods)) || '.'}`,
      });
    }
    const method = knownMethod(`${this.#definition.name}.${name}`, methods[name]!);
    this.#methods.set(name, method);
    return method;
  }
}

function knownMethod(name: string, { static: isStatic = false, params, returns, errors = {} }: MethodDefinition): KnownMethod {
  return {
    isStatic,
    writeArguments: (wireFormOf(params) ?? asItIs) as (args: unknown) => JsonObject,
    readResult: (returns && authorFormOf(returns)) ?? asItIs,
    readFault(thrown) {
      if (!isProviderError(thrown) || !Object.hasOwn(errors, thrown.code)) return thrown;
      const read = authorFormOf(errors[thrown.code]!) ?? asItIs;
      return declaredBy(name, thrown, read(thrown.facts) as ErrorFacts);
    },
  };
}

function asItIs(value: unknown): unknown {
  return value;
}
