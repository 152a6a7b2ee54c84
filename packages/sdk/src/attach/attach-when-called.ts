/** `attach` as the package exports it: what it needs is loaded when it is called, since every provider that a host starts imports the package and none of them calls it. */
import type { ServedProvider } from '../define/provider.js';
import type { AttachOptions, Attached } from './attach-options.js';

/**
 * Lets this program, which runs by itself, serve a provider: `const attached = await attach(thermometer)`. Settles when it serves, its `load` done.
 * Rejects with HOST_NOT_RUNNING, ACCESS_DENIED where the host's setting `attach` says so, ALREADY_EXISTS where the name is another's,
 * INVALID_REGISTRATION where a class is, or what the load failed with. A host that is lost later is looked for until it is back; the state that
 * `load` returned stays.
 */
export async function attach(provider: ServedProvider, options: AttachOptions = {}): Promise<Attached> {
  const { attach: attachNow } = await import('@provost/sdk/attach');
  return attachNow(provider, options);
}
