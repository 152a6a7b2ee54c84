/** What load, restart and wait answer: how the provider is now. */
import type { ProviderView } from '@provost/protocol';
import type { Output } from './output.js';
import { providerRows } from './provider-view.js';

export async function showProvider(output: Output, provider: ProviderView): Promise<void> {
  if (output.isTable || output.format === 'name') return output.rows(providerRows(output.dataPaint), [provider]);
  return output.document(provider);
}
