/** The guards of classes: compiled at the first use, forgotten with the class. */
import type { ClassDefinition } from '@provost/protocol';
import { ClassGuard } from './class-guard.js';

export class ClassGuards {
  /** By definition, which a registration keeps as one object for as long as it holds. */
  readonly #guards = new WeakMap<ClassDefinition, ClassGuard>();

  of(namespace: string, definition: ClassDefinition, isOwn = false): ClassGuard {
    let guard = this.#guards.get(definition);
    if (guard === undefined) this.#guards.set(definition, (guard = new ClassGuard(namespace, definition, isOwn)));
    return guard;
  }
}
