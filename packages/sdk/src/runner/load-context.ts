/** The context that `load` is given, and that lasts as long as the life: what was given at `register`, and what a life lets its author do. */
import { ProgressFromProvider, ProviderError, type HostObjects, type InitializeParams } from '@provost/protocol';
import type { Deferred, ExitHook, LoadContext } from '../define/contexts.js';
import type { ProviderDefinition } from '../define/provider.js';
import { valuePlan } from '../dispatch/value-plan.js';
import type { RequestSurroundings } from '../dispatch/request.js';
import { objectSchema } from '../type/type.js';
import type { ExitHooks } from './exit-hooks.js';
import { sayOfUnloading } from './say-of-unloading.js';
import type { Refuser } from './unloading.js';

/** What the load context needs of its life. */
export interface LoadSurroundings extends Omit<RequestSurroundings, 'clock'> {
  readonly exitHooks: ExitHooks;
  readonly signal: AbortSignal;
  readonly deferred: Deferred[];
}

/** Makes the context of one life. Throws TYPE_MISMATCH where the config does not fit. */
export function loadContext(definition: ProviderDefinition, params: InitializeParams, by: Refuser, around: LoadSurroundings): LoadContext {
  const { name, namespace, dataDirectory, credentials } = params;
  let host: HostObjects | undefined;
  return {
    id: by.id,
    name, namespace, dataDirectory,
    config: configOf(definition, params),
    signal: around.signal,
    get host() {
      return (host ??= around.hostAccess.hostOf(by.id));
    },
    credential: (asked) => {
      if (Object.hasOwn(credentials, asked)) return credentials[asked] as string;
      throw credentialMissing(name, asked);
    },
    log: (...values) => { around.log(values); },
    progress: (report) => { around.notify(ProgressFromProvider, typeof report === 'number' ? { percent: report } : report); },
    defer: (work) => { around.deferred.push(work); },
    onExit: <R>(hook: ExitHook<R>) => { around.exitHooks.add(hook); },
    ...sayOfUnloading(by, around.unloading, around.jobs),
  };
}

function configOf({ spec }: ProviderDefinition, { name, config }: InitializeParams): LoadContext['config'] {
  return valuePlan(objectSchema(spec.config ?? {}), { provider: name, what: 'the config' }).read(config) as LoadContext['config'];
}

function credentialMissing(provider: string, name: string): ProviderError {
  return new ProviderError('FAILED', { provider }, {
    message: `Credential "${name}" was not given to provider "${provider}".`,
    remedy: `Give it the file that holds it: provost register PATH --credential ${name}=FILE.`,
  });
}
