/** The channel of this process to its host: dialled, introduced, and ended so that the last words arrive. */
import type { Socket } from 'node:net';
import { EARLY_FEATURE, ProviderError, ROW_FEATURES, SPOKEN_VERSIONS, STANDBY_FEATURE, type Bootstrap, type HelloResult } from '@provost/protocol';
import { connectLending, openConnection, sayHello, type Connection } from '@provost/protocol/node';
import { SDK_VERSION } from './version.js';

const HELLO_TIMEOUT_MS = 10_000;
/** The listener's queue may be full for a moment when many processes start at once. */
const DIAL_AGAIN_MS = 10;
const DIAL_ATTEMPTS = 500;
/** How long the host may take to read the last words. */
const LINGER_MS = 1000;

export interface HostChannel {
  readonly connection: Connection;
  /** Says hello and listens from then on. The handlers must be set before: the host may ask at once. */
  greet(): Promise<HelloResult>;
  /** Closes it, and settles when all that was said has left this process, or cannot. Never rejects. */
  end(): Promise<void>;
}

/** Dials the host. Rejects with HOST_LOST when it cannot be reached. */
export async function dialHost(bootstrap: Bootstrap): Promise<HostChannel> {
  const socket = await connected(bootstrap.socket);
  const connection = openConnection(socket, { peer: 'the host', answersGoOn: true });
  const left = new Promise<void>((resolve) => {
    socket.once('finish', resolve);
    socket.once('close', () => { resolve(); });
  });
  return {
    connection,
    greet: () => {
      return sayHello(connection, {
        role: 'provider',
        protocol: SPOKEN_VERSIONS,
        features: ['validates', STANDBY_FEATURE, EARLY_FEATURE, ...ROW_FEATURES],
        software: { name: '@provost/sdk', version: SDK_VERSION },
        pid: process.pid,
        activation: bootstrap.activation,
      }, HELLO_TIMEOUT_MS);
    },
    end: () => {
      connection.close();
      return Promise.race([left, pause(LINGER_MS)]);
    },
  };
}

async function connected(path: string): Promise<Socket> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await dialOnce(path);
    if (outcome instanceof Error) {
      if ((outcome as NodeJS.ErrnoException).code !== 'EAGAIN' || attempt === DIAL_ATTEMPTS) throw unreachable(path, outcome);
      await pause(DIAL_AGAIN_MS);
    } else return outcome;
  }
}

function dialOnce(path: string): Promise<Socket | Error> {
  return new Promise((resolve) => {
    const socket = connectLending(path);
    socket.once('error', resolve);
    socket.once('connect', () => {
      socket.off('error', resolve);
      resolve(socket);
    });
  });
}

function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => { setTimeout(resolve, delayMs); });
}

function unreachable(path: string, cause: Error): ProviderError {
  return new ProviderError('HOST_LOST', {}, { message: `The host's socket ${path} could not be reached: ${cause.message}.`, cause });
}
