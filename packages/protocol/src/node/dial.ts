/** How everybody reaches a host: dial its socket, then say hello. What is said after is left to who dials. */
import type { Socket } from 'node:net';
import { Hello, ProviderError, rowEncodingOf, type HelloParams, type HelloResult } from '../index.js';
import type { ConnectionLimits } from './connection-limits.js';
import { openConnection, type Connection, type ConnectionOptions } from './connection.js';
import { connectLending } from './lent-reading.js';

export interface DialOptions {
  /** For the socket to connect; the hello has a limit of its own. */
  readonly timeoutMs: number;
  /** Who is dialled, as errors name it: `the host`. */
  readonly peer: string;
  readonly limits?: Partial<ConnectionLimits>;
  readonly signal?: AbortSignal;
  /** As {@link ConnectionOptions.answersGoOn}. */
  readonly answersGoOn?: boolean;
}

/** The listener's queue is full for the moment; it is asked again after so long, as long as `timeoutMs` allows. */
const AGAIN_AFTER_MS = 10;
/** What the system has room for. A longer path would be cut without a word, and another socket might be there. */
const LONGEST_PATH_BYTES = 107;
/** The last of them is what a connection is told that the listener has not taken yet when it ends. */
const NOBODY_THERE: ReadonlySet<string | undefined> = /* @__PURE__ */ new Set(['ENOENT', 'ECONNREFUSED', 'ECONNRESET']);

/**
 * Connects to a socket. The connection is not listening yet, and says no hello. Rejects with HOST_NOT_RUNNING when nobody listens there,
 * ACCESS_DENIED, OPERATION_TIMED_OUT, OPERATION_CANCELLED, INVALID_PARAMETER for a path no socket can have, or FAILED for what else the system says.
 */
export async function dial(socketPath: string, options: DialOptions): Promise<Connection> {
  const { peer, limits, answersGoOn = false } = options;
  if (Buffer.byteLength(socketPath) > LONGEST_PATH_BYTES) throw tooLong(socketPath);
  const deadline = AbortSignal.timeout(options.timeoutMs);
  const signal = options.signal === undefined ? deadline : AbortSignal.any([options.signal, deadline]);
  for (;;) {
    if (signal.aborted) throw givenUp(socketPath, options, deadline);
    try {
      return openConnection(await connected(socketPath, signal), limits === undefined ? { peer, answersGoOn } : { peer, limits, answersGoOn });
    } catch (error) {
      if (signal.aborted) throw givenUp(socketPath, options, deadline);
      const code = (error as NodeJS.ErrnoException).code;
      if (code !== 'EAGAIN') throw unreachable(socketPath, peer, code, error as Error);
      await paused(AGAIN_AFTER_MS);
    }
  }
}

/** Says hello, which must be the first frame, and listens from then on. Rejects with what the host answered, or why no answer came. */
export async function sayHello(connection: Connection, params: HelloParams, timeoutMs: number): Promise<HelloResult> {
  const greeted = connection.request(Hello, params, { timeoutMs });
  connection.listen();
  const hello = await greeted;
  connection.rowEncoding = rowEncodingOf(hello.features);
  return hello;
}

function connected(socketPath: string, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectLending(socketPath);
    const abort = (): void => {
      socket.destroy();
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', abort);
    socket.once('error', (error) => {
      signal.removeEventListener('abort', abort);
      reject(error);
    });
    socket.once('connect', () => {
      signal.removeEventListener('abort', abort);
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
}

function paused(ms: number): Promise<void> {
  return new Promise((resolve) => { setTimeout(resolve, ms); });
}

function tooLong(socketPath: string): ProviderError {
  return new ProviderError('INVALID_PARAMETER', { socket: socketPath }, {
    message: `A socket cannot be at ${socketPath}: its path has ${Buffer.byteLength(socketPath)} bytes, the system allows ${LONGEST_PATH_BYTES}.`,
    remedy: 'Use a state directory with a shorter path.',
  });
}

function givenUp(socketPath: string, options: DialOptions, deadline: AbortSignal): ProviderError {
  const { peer, timeoutMs } = options;
  if (deadline.aborted) {
    return new ProviderError('OPERATION_TIMED_OUT', { socket: socketPath, timeoutMs }, { message: `${socketPath} of ${peer} did not take the connection within ${timeoutMs} ms (timeoutMs).` });
  }
  return new ProviderError('OPERATION_CANCELLED', { socket: socketPath }, { message: `Dialling ${peer} was cancelled by its caller.`, cause: options.signal?.reason });
}

function unreachable(socketPath: string, peer: string, code: string | undefined, error: Error): ProviderError {
  const facts = { socket: socketPath };
  if (NOBODY_THERE.has(code)) {
    return new ProviderError('HOST_NOT_RUNNING', facts, { message: `Nobody listens at ${socketPath}: ${peer} is not running.`, cause: error });
  }
  if (code === 'ENOTDIR') {
    return new ProviderError('HOST_NOT_RUNNING', facts, {
      message: `Nobody can listen at ${socketPath}: a part of its path is a file, not a directory.`, remedy: 'Choose another directory: --state DIR.', cause: error,
    });
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new ProviderError('ACCESS_DENIED', facts, { message: `This user may not connect to ${socketPath} of ${peer}.`, cause: error });
  }
  return new ProviderError('FAILED', facts, { message: `${peer} could not be reached at ${socketPath}: ${error.message}.`, cause: error });
}
