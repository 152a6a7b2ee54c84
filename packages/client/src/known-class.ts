/** A class as the host described it, with what is made of it once: its paths, and how its values are read. */
import { ProviderError, didYouMean, pathOf, type ClassDefinition, type JsonObject, type MethodDefinition, type ResultOf, type SchemaOf } from '@provost/protocol';
import { fromWireOf, toWire } from './value-forms.js';

export class KnownClass {
  /** Its full name: `root/app:Note`. */
  readonly name: string;
  readonly #namespace: string;
  readonly #definition: ClassDefinition;
  readonly #read: ((value: unknown) => unknown) | undefined;
  readonly #readReturns = new Map<string, ((value: unknown) => unknown) | undefined>();

  constructor(described: ResultOf<typeof SchemaOf>) {
    const { namespace, definition } = described;
    this.#namespace = namespace;
    this.#definition = definition;
    this.name = `${namespace}:${definition.name}`;
    this.#read = fromWireOf(definition.schema);
    for (const [name, method] of Object.entries(definition.methods)) this.#readReturns.set(name, method.returns && fromWireOf(method.returns));
  }

  /** The path of the instance with that key. Throws INVALID_PARAMETER where the key lacks a property. */
  path(key: unknown): string {
    return pathOf(this.#namespace, this.#definition, toWire(key ?? {}) as JsonObject);
  }

  instance(row: JsonObject): unknown {
    return this.#read === undefined ? row : this.#read(row);
  }

  /** Throws METHOD_NOT_FOUND for one that the class does not have. */
  method(name: string): MethodDefinition {
    const { methods } = this.#definition;
    if (Object.hasOwn(methods, name)) return methods[name]!;
    throw new ProviderError('METHOD_NOT_FOUND', { class: this.name, method: name }, {
      message: `${this.name} has no method "${name}"${didYouMean(name, Object.keys(methods)) || '.'}`,
    });
  }

  returned(method: string, value: unknown): unknown {
    const read = this.#readReturns.get(method);
    return read === undefined ? value : read(value);
  }
}
