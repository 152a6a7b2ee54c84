/** The programs that had attached themselves and are gone, so that whoever asks for what they served is told. The latest only, and of this host's life. */
import { ProviderError, foldName, foldNamespace, type ObjectPath } from '@provost/protocol';
import type { Registration } from './registration.js';

interface Former {
  readonly provider: string;
  readonly pid: number;
  readonly classes: ReadonlySet<string>;
  readonly namespace: string;
}

/** A program that comes and goes under new names must not cost memory for ever. */
const MOST_REMEMBERED = 256;

export class FormerlyAttached {
  /** The latest last. */
  readonly #byName = new Map<string, Former>();

  /** It is gone. */
  add({ name, decoupled, description: { namespace, classes } }: Registration): void {
    this.forget(name);
    this.#byName.set(name, { provider: name, pid: decoupled?.pid ?? 0, namespace: foldNamespace(namespace), classes: new Set(classes.map((one) => foldName(one.name))) });
    for (const oldest of this.#byName.keys()) {
      if (this.#byName.size <= MOST_REMEMBERED) return;
      this.#byName.delete(oldest);
    }
  }

  /** One of that name is there again. */
  forget(name: string): void {
    this.#byName.delete(name);
  }

  /** Why a class is not there, where a program served it. */
  faultOfClass({ class: name, namespace }: ObjectPath): ProviderError | undefined {
    const found = [...this.#byName.values()].findLast((one) => one.classes.has(foldName(name)) && (namespace === undefined || foldNamespace(namespace) === one.namespace));
    if (found === undefined) return undefined;
    const { provider, pid } = found;
    return new ProviderError('INVALID_CLASS', { class: name, ...(namespace === undefined ? {} : { namespace }), provider, pid, attached: false }, {
      message: `Class ${namespace ?? found.namespace}:${name} was served by provider "${provider}" (pid ${pid}), a program that had attached itself and is not attached any more.`,
      remedy: 'Start that program again: it attaches itself.',
    });
  }

  /** Why a namespace is not there, where it was that of a program's classes. */
  faultOfNamespace(namespace: string): ProviderError | undefined {
    const folded = foldNamespace(namespace);
    const found = [...this.#byName.values()].findLast((one) => one.namespace === folded || one.namespace.startsWith(`${folded}/`));
    if (found === undefined) return undefined;
    const { provider, pid } = found;
    return new ProviderError('INVALID_NAMESPACE', { namespace, provider, pid, attached: false }, {
      message: `There is no namespace "${namespace}": it had the classes of provider "${provider}" (pid ${pid}), a program that had attached itself and is not attached any more.`,
      remedy: 'Start that program again: it attaches itself. See which namespaces there are: provost ns.',
    });
  }

  /** Why there is no provider of that name, where a program had it. */
  faultOfName(name: string): ProviderError | undefined {
    const found = this.#byName.get(name);
    return found && new ProviderError('NOT_FOUND', { provider: name, pid: found.pid, attached: false }, {
      message: `Provider "${name}" is not there: the program (pid ${found.pid}) that had attached itself under that name is not attached any more.`,
      remedy: 'Start that program again: it attaches itself.',
    });
  }
}
