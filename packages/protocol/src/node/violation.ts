/** The errors that end a connection, each in one sentence that names the peer and the limit. Whether to end it is left to the connection. */
import { ProviderError } from '../index.js';

/** The peer broke the protocol. `what` goes on after its name: `sent a batch; requests come one by one`. */
export function protocolViolated(peer: string, what: string, cause?: unknown): ProviderError {
  return new ProviderError('PROTOCOL_VIOLATED', { peer }, { message: `${capitalised(peer)} ${what}. The connection to it was closed.`, cause });
}

/** The peer announced a frame that is larger than one may be. */
export function frameTooLargeFrom(peer: string, bytes: number, frameBytes: number): ProviderError {
  return new ProviderError('FRAME_TOO_LARGE', { peer, bytes, frameBytes }, {
    message: `${capitalised(peer)} announced a message of ${bytes} bytes; frameBytes allows ${frameBytes}. The connection to it was closed.`,
  });
}

/** The message is larger than a frame may be and was not sent. The connection lives on. */
export function frameTooLargeFor(peer: string, bytes: number, frameBytes: number): ProviderError {
  return new ProviderError('FRAME_TOO_LARGE', { peer, bytes, frameBytes }, {
    message: `The message to ${peer} has ${bytes} bytes; frameBytes allows ${frameBytes}. It was not sent.`,
  });
}

/** The connection ended otherwise than by a violation. `how` is a whole sentence. */
export function connectionClosed(peer: string, how: string, facts: { readonly mayHaveRun?: boolean } = {}, cause?: unknown): ProviderError {
  return new ProviderError('CONNECTION_CLOSED', { peer, ...facts }, { message: how, cause });
}

/** A peer's name at the start of a sentence. */
export function capitalised(peer: string): string {
  return peer.charAt(0).toUpperCase() + peer.slice(1);
}
