/** The classes that are known by now, for all who ask through doors of one host: each is asked for once, and anew when it may have changed. */
import type { Door } from '../door.js';
import { SchemaOf } from '../messages/index.js';
import { KnownClass } from './known-class.js';

export class KnownClasses {
  /** By the name under which it was asked for. Settled by the host's answer; forgotten when that is an error. */
  readonly #known = new Map<string, Promise<KnownClass>>();

  /** `asked` is `root/app:Note`, or `Note` where only one namespace has it. Rejects as the host does. */
  of(door: Door, asked: string): Promise<KnownClass> {
    const known = this.#known.get(asked);
    if (known !== undefined) return known;
    const asking = door.request(SchemaOf, { class: asked }).then(
      (described) => new KnownClass(described),
      (error: unknown) => {
        this.forget(asked);
        throw error;
      },
    );
    this.#known.set(asked, asking);
    return asking;
  }

  /** It may have changed: whoever needs it next asks anew. */
  forget(asked: string): void {
    this.#known.delete(asked);
  }
}
