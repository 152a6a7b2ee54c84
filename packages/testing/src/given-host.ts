/** What a test gives a provider as its host: providers that it asks, or fakes of them, or the door of a real host. */
import { ProviderError, type Door } from '@provost/protocol';
import { definitionOf, describe, type ServedProvider } from '@provost/sdk/embedding';
import type { Asking } from './asking.js';
import type { LoadedControls } from './load.js';
import { ProvidersDoor, type Asked } from './providers-door.js';

/** A provider as `defineProvider` made it, which is loaded when it is first asked and let go with the one under test; or one that the test has loaded itself. */
export type GivenProvider = ServedProvider | LoadedControls;

/** What may stand for the host: providers, or a door such as that of a client or of an embedded host. */
export type GivenHost = GivenProvider | readonly GivenProvider[] | Door;

/** A host while a provider is under test. */
export interface HostInTest {
  readonly door: Door;
  /** Lets go of what was loaded for it. Answers what went wrong at that. */
  end(): Promise<readonly ProviderError[]>;
}

/** Loads a provider that is asked. */
export type LoadAsked = (provider: ServedProvider) => Promise<LoadedControls>;

const askings = new WeakMap<object, Asking>();

/** Makes a loaded provider one that others can be given as part of their host. */
export function canBeAsked(loaded: object, asking: Asking): void {
  askings.set(loaded, asking);
}

/** Makes the host of a provider of that name. Throws INVALID_PARAMETER for what is none. */
export function hostInTest(given: GivenHost, name: string, load: LoadAsked): HostInTest {
  if (isDoor(given)) return { door: given, end: () => Promise.resolve([]) };
  const loading: Promise<LoadedControls>[] = [];
  const providers = [given].flat().map((one) => asked(one, (provider) => {
    const loaded = load(provider);
    loading.push(loaded);
    return loaded;
  }));
  return {
    door: new ProvidersDoor(providers, { kind: 'provider', pid: process.pid, name }),
    end: async () => {
      const faults: ProviderError[] = [];
      // One that did not load has told whoever asked it.
      for (const loaded of await Promise.allSettled(loading)) if (loaded.status === 'fulfilled') faults.push(...(await loaded.value.release('shutdown')));
      return faults;
    },
  };
}

function asked(given: GivenProvider, load: LoadAsked): Asked {
  const asking = askings.get(given);
  if (asking !== undefined) return { description: (given as LoadedControls).description, asking: () => asking };
  const definition = definitionOf(given);
  if (definition === undefined) {
    throw new ProviderError('INVALID_PARAMETER', {}, {
      message: 'What stands for the host is neither a provider nor a door.',
      remedy: 'Give what defineProvider(...) or load(...) made, a list of these, or the door of a host.',
    });
  }
  let loaded: Promise<Asking> | undefined;
  return {
    description: describe(definition),
    asking: () => (loaded ??= load(given as ServedProvider).then((provider) => askings.get(provider) as Asking)),
  };
}

function isDoor(given: GivenHost): given is Door {
  return typeof (given as Partial<Door>).request === 'function' && typeof (given as Partial<Door>).stream === 'function';
}
