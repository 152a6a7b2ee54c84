/**
 * A Map for what comes and goes by the thousand a second. When the table of a Map is full, V8 makes a new one and leaves in the old one where
 * to find it. So a single table that a full collection has moved to the old generation keeps alive every table after it, with all that
 * was in them, until the next full collection: which comes the sooner for it, and moves the next one. Here the entries move to a new Map
 * now and then, to which nothing of the old one leads. What the entries mean is left to the caller.
 */

/** After so many entries that were put in; or twice as many as there are, so that moving costs little however many there are. */
const MOVE_AFTER = 1024;

export class TurnoverMap<K, V> {
  #map = new Map<K, V>();
  #put = 0;

  get size(): number {
    return this.#map.size;
  }

  get(key: K): V | undefined {
    return this.#map.get(key);
  }

  has(key: K): boolean {
    return this.#map.has(key);
  }

  /** As a Map: what is put in again keeps its place. */
  set(key: K, value: V): void {
    this.#put += 1;
    if (this.#put > MOVE_AFTER && this.#put > 2 * this.#map.size) {
      this.#put = 0;
      this.#map = new Map(this.#map);
    }
    this.#map.set(key, value);
  }

  /** Whether it was there. */
  delete(key: K): boolean {
    return this.#map.delete(key);
  }

  clear(): void {
    this.#map = new Map();
  }

  /** The values as they are now, in the order in which they were put in. */
  values(): V[] {
    return [...this.#map.values()];
  }

  /** The keys as they are now, in the order in which they were put in. */
  keys(): K[] {
    return [...this.#map.keys()];
  }
}
