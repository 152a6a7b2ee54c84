/**
 * Takes the first frame of a connection, so that nothing is spent on a peer before it has said hello.
 * What is in it is left to `hello.ts`, and what follows it to the connection that is opened afterwards.
 */
import type { Socket } from 'node:net';
import { ProviderError } from '@provost/protocol';
import { CONNECTION_LIMITS, readFrameHeader } from '@provost/protocol/node';
import type { Clock } from '../clock.js';

export interface FirstFrameLimits {
  readonly helloTimeoutMs: number;
  /** The largest first frame, header and body. */
  readonly helloBytes: number;
}

/** Resolves with the first frame, parsed; the socket is paused then, and holds what came after it. Rejects with PROTOCOL_VIOLATED for anything else, silence and a close too. */
export function firstFrameOf(socket: Socket, limits: FirstFrameLimits, clock: Clock): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let held: Buffer = Buffer.alloc(0);
    const { helloTimeoutMs, helloBytes } = limits;
    const timer = clock.after(helloTimeoutMs, () => { settle(violated(`said no hello within ${helloTimeoutMs} ms (helloTimeoutMs)`)); });
    const settle = (outcome: FirstFrame | ProviderError): void => {
      timer.cancel();
      socket.off('data', read).off('end', ended).off('close', ended).pause();
      if (outcome instanceof ProviderError) return reject(outcome);
      if (outcome.rest.length > 0) socket.unshift(outcome.rest);
      resolve(outcome.frame);
    };
    const ended = (): void => { settle(violated('closed the connection before it said hello')); };
    const read = (chunk: Buffer): void => {
      held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      const outcome = parse(held, helloBytes);
      if (outcome !== undefined) settle(outcome);
    };
    socket.on('data', read).on('end', ended).on('close', ended);
  });
}

interface FirstFrame {
  readonly frame: unknown;
  readonly rest: Buffer;
}

/** The frame, what is wrong with it, or undefined while it is not whole. */
function parse(bytes: Buffer, helloBytes: number): FirstFrame | ProviderError | undefined {
  const header = readFrameHeader(bytes, CONNECTION_LIMITS.headerBytes);
  if (header.kind === 'wrong') return violated(header.what);
  if (header.kind === 'partial') return undefined;
  const end = header.bodyAt + header.bodyBytes;
  if (end > helloBytes) return violated(`began with a frame of ${end} bytes; helloBytes allows ${helloBytes}`);
  if (bytes.length < end) return undefined;
  try {
    return { frame: JSON.parse(bytes.toString('utf8', header.bodyAt, end)) as unknown, rest: bytes.subarray(end) };
  } catch (cause) {
    return violated('began with a frame that is not JSON', cause);
  }
}

function violated(what: string, cause?: unknown): ProviderError {
  return new ProviderError('PROTOCOL_VIOLATED', {}, { message: `A peer ${what}. The connection to it was closed.`, cause });
}
