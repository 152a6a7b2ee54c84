/** The guards of classes: compiled at the first use, forgotten with the class. */
import type { ClassDefinition } from '@provost/protocol';
import { ClassGuard } from './class-guard.js';

/** What is wrong with a reference from an instance of that namespace to one of a class, in words that follow "and"; undefined where nothing is. */
export type ReferenceFault = (namespace: string, reference: string, className: string) => string | undefined;

export class ClassGuards {
  /** By definition, which a registration keeps as one object for as long as it holds. */
  readonly #guards = new WeakMap<ClassDefinition, ClassGuard>();
  readonly #referenceFault: ReferenceFault;

  constructor(referenceFault: ReferenceFault) {
    this.#referenceFault = referenceFault;
  }

  /** `isOwn`: the host serves the class itself. */
  of(namespace: string, definition: ClassDefinition, { isOwn = false }: { readonly isOwn?: boolean } = {}): ClassGuard {
    let guard = this.#guards.get(definition);
    if (guard === undefined) {
      guard = new ClassGuard(namespace, definition, { isOwn, referenceFault: (reference, className) => this.#referenceFault(namespace, reference, className) });
      this.#guards.set(definition, guard);
    }
    return guard;
  }
}
