/** What providers push: instances of their own classes, which the host keeps in its repository and answers for without loading them. */
import { ProviderError, didYouMean, isSameName, type ClassDefinition, type JsonObject, type ProviderDescription, type PushParams } from '@provost/protocol';
import { keyTextOf, type StaticObjects } from '../classes/static-objects.js';
import type { Registrations } from '../registration/registrations.js';
import type { Repository } from '../repository/repository.js';
import type { ClassGuards } from './class-guards.js';

export interface PushedObjectsTools {
  readonly repository: Repository;
  readonly registrations: Registrations;
  readonly objects: StaticObjects;
  readonly guards: ClassGuards;
}

export class PushedObjects {
  readonly #tools: PushedObjectsTools;

  constructor(tools: PushedObjectsTools) {
    this.#tools = tools;
    tools.registrations.onChange((before, after) => {
      if (before?.registeredAt !== after?.registeredAt) this.#forget(before?.description);
    });
  }

  /** Keeps what a provider has pushed, all of it or nothing, and answers how many instances have changed. Throws INVALID_CLASS, TYPE_MISMATCH or INVALID_RESULT. */
  take(provider: string, { class: name, put = [], delete: gone = [], replace }: Omit<PushParams, 'context'>): number {
    const { repository, registrations, objects, guards } = this.#tools;
    const { description } = registrations.get(provider);
    const definition = pushedClass(description, provider, name);
    const { namespace } = description;
    const guard = guards.of(namespace, definition);
    guard.checkInstances([...(replace ?? []), ...put], provider);
    for (const key of gone) guard.checkKey(key);
    return repository.transaction(() => {
      let changed = replace === undefined ? 0 : this.#dropOthers(namespace, definition, replace);
      for (const instance of [...(replace ?? []), ...put]) if (objects.put(namespace, definition, instance)) changed += 1;
      for (const key of gone) if (objects.delete(namespace, definition, key)) changed += 1;
      return changed;
    });
  }

  #dropOthers(namespace: string, definition: ClassDefinition, kept: readonly JsonObject[]): number {
    const { objects } = this.#tools;
    const keys = new Set(kept.map((instance) => keyTextOf(definition, instance)));
    const others = [...objects.list(namespace, definition)].filter((instance) => !keys.has(keyTextOf(definition, instance)));
    for (const instance of others) objects.delete(namespace, definition, instance);
    return others.length;
  }

  /** Another version of the provider is there, or none: what the last one pushed says nothing any more. */
  #forget(description: ProviderDescription | undefined): void {
    if (description === undefined) return;
    for (const definition of pushedIn(description)) this.#dropOthers(description.namespace, definition, []);
  }
}

/** The classes that a provider pushes. */
export function pushedIn({ classes }: Pick<ProviderDescription, 'classes'>): readonly ClassDefinition[] {
  return classes.filter(({ keptBy }) => keptBy === 'push');
}

function pushedClass(description: ProviderDescription, provider: string, name: string): ClassDefinition {
  const all = pushedIn(description);
  const found = all.find((definition) => isSameName(definition.name, name));
  if (found !== undefined) return found;
  throw new ProviderError('INVALID_CLASS', { provider, class: name }, {
    message: `Provider "${provider}" pushes no class "${name}"${didYouMean(name, all.map((definition) => definition.name)) || '.'}`,
    remedy: 'Only the provider of a class pushes its instances; it says so with pushes(Class).',
  });
}
