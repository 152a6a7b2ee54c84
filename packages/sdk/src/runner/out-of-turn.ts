import { ProviderError } from '@provost/protocol';

/** Refuses a message that means nothing at this point of a provider's life. */
export function outOfTurn(what: string, state: string): ProviderError {
  return new ProviderError('PROTOCOL_VIOLATED', {}, { message: `${what} came out of turn: the provider is ${state}.` });
}
