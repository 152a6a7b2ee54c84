/** The rows of a provider as events: each is what its class says, and has what every event has. A row that is none ends the stream. */
import { ProviderError, excerpt, checkerOf, isProviderError, pathOf, type Checker, type EventRow, type JsonObject } from '@provost/protocol';
import type { RegisteredClass } from '../registration/held-registrations.js';

const OF_INSTANCES: ReadonlySet<string> = new Set(['__InstanceCreationEvent', '__InstanceModificationEvent', '__InstanceDeletionEvent']);
const OF_EVENTS: ReadonlySet<string> = new Set(['__EventDroppedEvent', '__EventQueueOverflowEvent']);
const LONGEST_BOOKMARK = 1_024;

export class ProviderEvents {
  readonly #of: RegisteredClass;
  readonly #now: () => Date;
  readonly #check: Checker;
  /** Whether it is a class of events itself: else its events are about its instances. */
  readonly #isExtrinsic: boolean;

  constructor(of: RegisteredClass, now: () => Date) {
    this.#of = of;
    this.#now = now;
    this.#check = checkerOf(of.definition.schema);
    this.#isExtrinsic = of.definition.operations.length === 0 && of.definition.key.length === 0;
  }

  /** Throws INVALID_RESULT. `isChecked`: its source has checked it against the class. */
  read(row: JsonObject, isChecked: boolean): EventRow {
    const { __CLASS: name, __BOOKMARK: bookmark, TIME_CREATED: at, ...properties } = row;
    if (typeof name !== 'string') throw this.#unfit('it names no __CLASS');
    if (bookmark !== undefined && (typeof bookmark !== 'string' || bookmark.length > LONGEST_BOOKMARK)) throw this.#unfit(`its __BOOKMARK is no text of at most ${LONGEST_BOOKMARK} characters`);
    const facts = { __CLASS: name, TIME_CREATED: typeof at === 'string' ? at : this.#now().toISOString(), ...(bookmark === undefined ? {} : { __BOOKMARK: bookmark }) };
    if (OF_EVENTS.has(name)) return { ...facts, ...properties };
    if (this.#isExtrinsic) {
      if (name !== this.#of.definition.name) throw this.#unfit(`its class is ${excerpt(name, 80)}`);
      if (!isChecked) this.#refuse(this.#check(properties));
      return { ...facts, ...properties };
    }
    if (!OF_INSTANCES.has(name)) throw this.#unfit(`its class is ${excerpt(name, 80)}`);
    const { TargetInstance, PreviousInstance } = properties;
    const target = this.#embedded(TargetInstance, 'TargetInstance', isChecked);
    return { ...facts, TargetInstance: target, ...(PreviousInstance === undefined ? {} : { PreviousInstance: this.#embedded(PreviousInstance, 'PreviousInstance', isChecked) }) };
  }

  #embedded(value: unknown, what: string, isChecked: boolean): JsonObject {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw this.#unfit(`its ${what} is no object`);
    const { __CLASS: _class, __PATH: _path, ...instance } = value as JsonObject;
    if (!isChecked) this.#refuse(this.#check(instance));
    const { namespace, definition } = this.#of;
    try {
      return { __CLASS: definition.name, __PATH: pathOf(namespace, definition, instance), ...instance };
    } catch (error) {
      throw this.#unfit(isProviderError(error) ? error.sentence : 'its instance has no key');
    }
  }

  #refuse(faults: ReturnType<Checker>): void {
    if (faults !== undefined) throw this.#unfit(faults.map(({ path, expected, found }) => `${path === '' ? 'it' : path} must be ${expected}, and is ${found}`).join('; '));
  }

  #unfit(why: string): ProviderError {
    const { registration: { name }, namespace, definition } = this.#of;
    return new ProviderError('INVALID_RESULT', { provider: name, class: definition.name }, { message: `An event of ${namespace}:${definition.name} that provider "${name}" raised does not fit: ${why}.` });
  }
}
