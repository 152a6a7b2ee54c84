/** Lets a program that runs by itself serve as a provider, for as long as it likes. */
import { ProviderError } from '@provost/protocol';
import { definitionOf, type ServedProvider } from '../define/provider.js';
import type { AttachOptions, Attached } from './attach-options.js';
import { AttachedProgram } from './attached-program.js';

/**
 * Attaches to the running host: settles when it serves, its `load` done. Rejects with HOST_NOT_RUNNING, ACCESS_DENIED where the setting `attach` says so,
 * ALREADY_EXISTS where the name is another's, INVALID_REGISTRATION where a class is, INVALID_PARAMETER for config and credentials that do not fit, or what the load failed with. A host that is lost later is looked
 * for until it is back; the state that `load` returned stays.
 */
export async function attach(provider: ServedProvider, options: AttachOptions = {}): Promise<Attached> {
  const definition = definitionOf(provider);
  if (definition === undefined) throw new ProviderError('INVALID_PARAMETER', {}, { message: 'attach() takes the provider that defineProvider(...) made.', remedy: 'Give it that: await attach(provider).' });
  const program = new AttachedProgram(definition, options);
  await program.begin();
  return program;
}
