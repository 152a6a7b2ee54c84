/** What a program gives its own provider, as a host would have given it: checked before anything is begun. */
import { ProviderError, type InitializeParams, type JsonObject } from '@provost/protocol';
import { describe } from '../define/description.js';
import type { ProviderDefinition } from '../define/provider.js';
import { defaultsOf } from '../dispatch/defaults.js';
import { configOf } from '../runner/load-context.js';
import type { AttachOptions } from './attach-options.js';

/** Its config, with every default filled in, and its credentials. Throws INVALID_PARAMETER with all that is wrong. */
export function givenByProgram(definition: ProviderDefinition, { config: given = {}, credentials = {} }: Pick<AttachOptions, 'config' | 'credentials'>): Pick<InitializeParams, 'config' | 'credentials'> {
  const { spec } = definition;
  const config = defaultsOf(describe(definition).config ?? {})?.(given as JsonObject) ?? (given as JsonObject);
  const missing = (spec.credentials ?? []).filter((name) => !Object.hasOwn(credentials, name)).map((name) => `the credential "${name}" is missing`);
  const faults = [...configFaults(definition, config), ...missing];
  if (faults.length > 0) {
    throw new ProviderError('INVALID_PARAMETER', { provider: spec.name, faults }, {
      message: `Provider "${spec.name}" cannot be attached with what it is given: ${faults.join('; ')}.`, remedy: 'Mend that: attach(provider, { config, credentials }).',
    });
  }
  return { config, credentials };
}

function configFaults(definition: ProviderDefinition, config: JsonObject): readonly string[] {
  try {
    configOf(definition, { name: definition.spec.name, config });
    return [];
  } catch (error) {
    const { faults = [] } = (error as ProviderError).facts as { readonly faults?: readonly string[] };
    return faults.map((fault) => `config ${fault}`);
  }
}
