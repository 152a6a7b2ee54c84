/** The instances of a class as they were last seen, by key: one copy of each, which the next look is compared with as it comes. */
import { isDeepStrictEqual } from 'node:util';
import { pathOf, type ClassDefinition, type JsonObject } from '@provost/protocol';

/** What has become of an instance since the last look. */
export interface Change {
  readonly how: 'created' | 'modified' | 'deleted';
  /** As it is now; of a deleted one as it was. */
  readonly instance: JsonObject;
  readonly previous?: JsonObject;
}

interface Seen {
  instance: JsonObject;
  look: number;
}

export class Snapshot {
  readonly #definition: ClassDefinition;
  readonly #seen = new Map<string, Seen>();
  #look = 0;

  constructor(definition: ClassDefinition) {
    this.#definition = definition;
  }

  get size(): number {
    return this.#seen.size;
  }

  /** Another look begins. One that was not brought to its end says nothing of what is gone. */
  begin(): void {
    this.#look += 1;
  }

  /** An instance is there: what has become of it since the last look; undefined where it is as it was. */
  see(instance: JsonObject): Change | undefined {
    const key = JSON.stringify(this.#definition.key.map((name) => instance[name]));
    const known = this.#seen.get(key);
    if (known === undefined) {
      this.#seen.set(key, { instance, look: this.#look });
      return { how: 'created', instance };
    }
    const previous = known.instance;
    known.look = this.#look;
    if (isDeepStrictEqual(previous, instance)) return undefined;
    known.instance = instance;
    return { how: 'modified', instance, previous };
  }

  /** The look has come to its end: those that it has not found are gone. */
  *end(): Generator<Change> {
    for (const [key, { instance, look }] of this.#seen) {
      if (look === this.#look) continue;
      this.#seen.delete(key);
      yield { how: 'deleted', instance };
    }
  }

  pathOf(namespace: string, instance: JsonObject): string {
    return pathOf(namespace, this.#definition, instance);
  }
}
