/** Messages of ours as JSON text. How large the text may be is left to the writer. */
import { ProviderError, type RequestMessage } from '../index.js';
import { isValueDeeperThan } from './nesting.js';

/** A request or notification, or with `method` absent a reply. */
export interface OutgoingMessage {
  readonly id?: number | string | null | undefined;
  readonly method?: string | undefined;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
}

/**
 * Writes a message as JSON. Throws INVALID_PARAMETER for what is no JSON or nested deeper than the peer takes:
 * better one request refused here than the whole connection by the peer.
 */
export function encodeMessage(message: OutgoingMessage, depth: number): string {
  const { method } = message;
  const id = message.id === undefined ? '' : `"id":${typeof message.id === 'number' ? message.id : JSON.stringify(message.id)},`;
  if (method !== undefined) {
    const params = message.params === undefined ? '{}' : encodeValue(message.params, depth - 1);
    return `{"jsonrpc":"2.0",${id}"method":"${method}","params":${params}}`;
  }
  if (message.error !== undefined) return `{"jsonrpc":"2.0",${id}"error":${encodeValue(message.error, depth - 1)}}`;
  return `{"jsonrpc":"2.0",${id}"result":${encodeValue(message.result ?? null, depth - 1)}}`;
}

/** As {@link encodeMessage}, a request of ours: by what its message says where that writes its parameters itself. */
export function encodeRequest(message: RequestMessage<unknown, unknown>, id: number, params: unknown, depth: number): string {
  const { method } = message;
  if (message.write === undefined) return encodeMessage({ id, method, params }, depth);
  return `{"jsonrpc":"2.0","id":${id},"method":"${method}","params":${message.write(params, (value) => encodeValue(value, depth - 2))}}`;
}

function encodeValue(value: unknown, depth: number): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    throw notSendable(error instanceof Error ? error.message.split('\n', 1)[0]! : String(error), error);
  }
  if (text === undefined) throw notSendable(`${typeof value} is no JSON`);
  // Every level takes two characters, so a short text cannot be deep.
  if (text.length > 2 * depth && isValueDeeperThan(value, depth)) throw notSendable(`it is nested more than ${depth} deep (depth)`);
  return text;
}

function notSendable(why: string, cause?: unknown): ProviderError {
  return new ProviderError('INVALID_PARAMETER', {}, { message: `A value cannot be sent: ${why}.`, remedy: 'Send plain JSON values.', cause });
}
