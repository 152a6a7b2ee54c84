/** The context that `load` is given, and that lasts as long as the life: what was given at `register`, and what a life lets its author do. */
import { ProgressFromProvider, ProviderError, type HostObjects, type InitializeParams } from '@provost/protocol';
import type { Deferred, ExitHook, LoadContext } from '../define/contexts.js';
import type { ProviderDefinition } from '../define/provider.js';
import { valuePlan } from '../dispatch/value-plan.js';
import type { RequestSurroundings } from '../dispatch/request.js';
import { objectSchema } from '../type/type.js';
import { sayOfStore } from '../store/say-of-store.js';
import type { StoreScope } from '../store/store-scope.js';
import type { ExitHooks } from './exit-hooks.js';
import { pushed } from './pushes.js';
import { sayOfUnloading } from './say-of-unloading.js';
import type { Refuser } from './unloading.js';

/** What the load context needs of its life. */
export interface LoadSurroundings extends Omit<RequestSurroundings, 'clock' | 'store'> {
  readonly definition: ProviderDefinition;
  readonly config: LoadContext['config'];
  readonly credential: LoadContext['credential'];
  readonly scope: () => StoreScope;
  readonly exitHooks: ExitHooks;
  readonly signal: AbortSignal;
  readonly deferred: Deferred[];
}

/** Makes the context of one life. */
export function loadContext({ name, namespace, dataDirectory }: InitializeParams, by: Refuser, around: LoadSurroundings): LoadContext {
  let host: HostObjects | undefined;
  return {
    id: by.id,
    name, namespace, dataDirectory,
    config: around.config,
    signal: around.signal,
    get host() {
      return (host ??= around.hostAccess.hostOf(by.id));
    },
    credential: around.credential,
    push: (of) => pushed(around.definition, of, by.id, (params) => around.hostAccess.push(params)),
    log: (...values) => { around.log(values); },
    progress: (report) => { around.notify(ProgressFromProvider, typeof report === 'number' ? { percent: report } : report); },
    defer: (work) => { around.deferred.push(work); },
    onExit: <R>(hook: ExitHook<R>) => { around.exitHooks.add(hook); },
    ...sayOfUnloading(by, around.unloading, around.jobs),
    ...sayOfStore(around.scope),
  };
}

/** The config as the author has it. Throws TYPE_MISMATCH where it does not fit. */
export function configOf({ spec }: ProviderDefinition, { name, config }: Pick<InitializeParams, 'name' | 'config'>): LoadContext['config'] {
  return valuePlan(objectSchema(spec.config ?? {}), { provider: name, what: 'the config' }).read(config) as LoadContext['config'];
}

/** The secrets that were given at `register`, by name. */
export function credentialOf({ name, credentials }: InitializeParams): LoadContext['credential'] {
  return (asked) => {
    if (Object.hasOwn(credentials, asked)) return credentials[asked] as string;
    throw credentialMissing(name, asked);
  };
}

function credentialMissing(provider: string, name: string): ProviderError {
  return new ProviderError('FAILED', { provider }, {
    message: `Credential "${name}" was not given to provider "${provider}".`,
    remedy: `Give it the file that holds it: provost register PATH --credential ${name}=FILE.`,
  });
}
