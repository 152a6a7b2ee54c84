/** One class as it lies in the store: its instances in the form in which they travel, checked when they are written and again when they are read, because the class may have changed since. */
import { ProviderError, authorFormOf, checkerOf, wireFormOf, type Checker, type Convert, type Fault, type JsonObject } from '@provost/protocol';
import type { StoredClass as ClassWritten, StoreRange } from '../define/store.js';
import { AnswerFault } from '../dispatch/answer-fault.js';
import { defaultsOf } from '../dispatch/defaults.js';
import { inWords } from '../dispatch/value-plan.js';
import type { Properties } from '../type/described.js';
import { objectSchema } from '../type/type.js';
import { keyTextOf, type KeyText, type TextRange } from './key-text.js';

/** What the data file takes, with room for its own. */
const KEY_BYTES = 1_800;
/** Keys may be long; what an error says of them is not. */
const LONGEST_NAME = 200;

/** A class, whatever its types. */
export type AnyClass = ClassWritten<Properties, string>;

interface KeyPart {
  readonly name: string;
  readonly toWire: Convert | undefined;
  readonly check: Checker;
}

/** An instance ready to be written. */
export interface Written {
  readonly key: string;
  readonly record: JsonObject;
}

export class StoredClass {
  readonly name: string;
  readonly #provider: string;
  readonly #parts: readonly KeyPart[];
  readonly #text: KeyText;
  readonly #check: Checker;
  readonly #fill: ((given: JsonObject) => JsonObject) | undefined;
  readonly #toWire: Convert | undefined;
  readonly #toAuthor: Convert | undefined;

  constructor({ name, key, properties }: AnyClass, provider: string) {
    this.name = name;
    this.#provider = provider;
    const schema = objectSchema(properties);
    this.#parts = key.map((part) => ({ name: part, toWire: wireFormOf(properties[part] ?? {}), check: checkerOf(properties[part] ?? {}) }));
    this.#text = keyTextOf(name, key, properties);
    this.#check = checkerOf(schema);
    [this.#fill, this.#toWire, this.#toAuthor] = [defaultsOf(schema), wireFormOf(schema), authorFormOf(schema)];
  }

  /** The text of a whole key. Throws INVALID_PARAMETER for what is none. */
  key(given: JsonObject = {}): string {
    const key = this.#keyParts(given);
    const missing = this.#parts.find(({ name }) => key[name] === undefined);
    if (missing !== undefined) throw this.#badKey(`it does not say its "${missing.name}"`);
    return this.#shortEnough(this.#text.of(key));
  }

  /** Which texts a walk goes over. Throws as {@link key}. */
  range({ from, to, within, reverse }: StoreRange<JsonObject> = {}): TextRange {
    const parts = (given: JsonObject | undefined): JsonObject | undefined => given && this.#keyParts(given);
    try {
      return this.#text.range({ from: parts(from), to: parts(to), within: parts(within), reverse });
    } catch (thrown) {
      throw thrown instanceof RangeError ? this.#badKey(thrown.message) : thrown;
    }
  }

  /** How an instance lies in the store. Throws INVALID_RESULT for what is none. */
  write(instance: unknown): Written {
    const written = this.#toWire === undefined ? instance : this.#toWire(instance);
    const faults = this.#check(written);
    if (faults !== undefined) throw this.#misfit(`What provider "${this.#provider}" was about to store as ${this.name} does not fit`, 'INVALID_RESULT', faults);
    const record = this.#fill === undefined ? (written as JsonObject) : this.#fill(written as JsonObject);
    return { key: this.#shortEnough(this.#text.of(record)), record };
  }

  /** The author's form of what lies there. Throws STORE_FAILED where it does not fit the class any more. */
  read(record: JsonObject): unknown {
    const faults = this.#check(record);
    if (faults !== undefined) {
      throw this.#misfit(`${this.nameOf(record)} in the store of provider "${this.#provider}" does not fit its class`, 'STORE_FAILED', faults,
        'Tell its author: where the class has changed, load has to read what is there by the old class, and put it by the new one.');
    }
    const filled = this.#fill === undefined ? record : this.#fill(record);
    return this.#toAuthor === undefined ? filled : this.#toAuthor(filled);
  }

  /** What an error calls an instance: `Note {"id":"7"}`. */
  nameOf(record: JsonObject): string {
    return `${this.name} ${JSON.stringify(Object.fromEntries(this.#parts.map(({ name }) => [name, record[name]]))).slice(0, LONGEST_NAME)}`;
  }

  /** The same of a key that was given. */
  nameOfKey(given: JsonObject = {}): string {
    return this.nameOf(this.#keyParts(given));
  }

  /** Those parts of a key that are there, as they travel. */
  #keyParts(given: JsonObject): JsonObject {
    const key: JsonObject = {};
    for (const { name, toWire, check } of this.#parts) {
      if (given[name] === undefined) continue;
      const part = toWire === undefined ? given[name] : toWire(given[name]);
      const faults = check(part);
      if (faults !== undefined) throw this.#badKey(faults.map((fault) => inWords({ ...fault, path: name })).join('; '));
      key[name] = part;
    }
    return key;
  }

  #shortEnough(text: string): string {
    if (text.length * 3 <= KEY_BYTES) return text;
    const bytes = Buffer.byteLength(text);
    if (bytes <= KEY_BYTES) return text;
    throw new ProviderError('INVALID_PARAMETER', { provider: this.#provider, keyBytes: bytes }, {
      message: `The key of this ${this.name} takes ${bytes} bytes in the store, and the most that a key may take is ${KEY_BYTES}.`,
      remedy: 'Choose a shorter key.',
    });
  }

  #badKey(how: string): AnswerFault {
    return new AnswerFault('INVALID_PARAMETER', { provider: this.#provider, pid: process.pid }, {
      message: `What provider "${this.#provider}" gave its store as a key of ${this.name} is none: ${how}.`, remedy: 'Tell its author; the log has the stack.',
    });
  }

  #misfit(what: string, code: string, faults: readonly Fault[], remedy?: string): AnswerFault {
    const told = faults.map(inWords);
    return new AnswerFault(code, { provider: this.#provider, pid: process.pid, faults: told }, { message: `${what}: ${told.join('; ')}.`, ...(remedy === undefined ? {} : { remedy }) });
  }
}
