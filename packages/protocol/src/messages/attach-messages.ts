/**
 * What a program says that registers itself as a provider: after its hello it tells what it serves, is initialized or, where it has kept what it
 * loaded through the loss of a host, adopted, and from then on is asked like any other. It is never released: it lives by itself.
 */
import { request } from './message.js';
import type { ProviderDescription } from './provider-messages.js';

export interface AttachParams {
  /** Of the name that its hello said. */
  readonly description: ProviderDescription;
  /** Whether it was initialized by an earlier host, or over an earlier connection, and has kept all of it: then `provider/adopt` follows, else `provider/initialize`. */
  readonly loaded: boolean;
}

/** The first request of a program that attaches, and needed within the time that a hello has. From the answer on its classes are there. Refused where its name or one of its classes is another's. */
export const Attach = request<AttachParams, { readonly generation: number }>('host/attach');

/** It leaves: its classes are gone at once, and the answer comes when what is in flight has ended. Nothing is asked of it after that. */
export const Detach = request<Record<string, never>, Record<string, never>>('host/detach');
