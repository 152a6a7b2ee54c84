/** Finds the host, over and over: dials its socket, says hello, waits for the line to break, dials again. What is said over the line is left to the keeper. */
import { createConnection, type Socket } from 'node:net';
import { Hello, SPOKEN_VERSIONS, type Bootstrap } from '@provost/protocol';
import { openConnection, type Connection } from '@provost/protocol/node';
import type { Clock } from '../clock.js';
import { pause } from '../process/waiting.js';

/** How long to wait after a call that nobody took: a host that comes back is found within 250 ms. */
const REDIAL_MS = 200;

/** How long a host may take to answer hello. */
const HELLO_TIMEOUT_MS = 5000;

export interface HostLineOptions {
  readonly bootstrap: Bootstrap;
  readonly version: string;
  readonly clock: Clock;
  /** Sets the handlers of a connection that does not listen yet. */
  readonly onDial: (connection: Connection) => void;
  /** The host has accepted us. */
  readonly onFound: (connection: Connection) => void;
  /** The line to a host is broken. Called more than once for the same loss, perhaps. */
  readonly onLost: () => void;
  readonly log: (text: string) => void;
}

/** Runs until the process ends. Never settles. */
export async function keepHostLine(options: HostLineOptions): Promise<never> {
  for (let lastReason = ''; ; ) {
    const reason = await callOnce(options);
    if (reason !== lastReason) options.log(reason);
    lastReason = reason;
    await pause(options.clock, REDIAL_MS);
  }
}

/** One call; resolves with why it ended. */
async function callOnce(options: HostLineOptions): Promise<string> {
  const { activation, socket } = options.bootstrap;
  const stream = await dial(socket);
  if (stream instanceof Error) return `The host does not answer at ${socket}: ${stream.message}`;
  const connection = openConnection(stream, { peer: 'the host' });
  options.onDial(connection);
  connection.listen();
  const hello = {
    role: 'keeper' as const,
    protocol: SPOKEN_VERSIONS,
    features: [],
    software: { name: '@provost/host', version: options.version },
    pid: process.pid,
    activation,
  };
  try {
    await connection.request(Hello, hello, { timeoutMs: HELLO_TIMEOUT_MS });
  } catch (error) {
    connection.close();
    options.onLost(); // It may have asked for processes already.
    return `The host at ${socket} did not take this keeper: ${(error as Error).message}`;
  }
  options.log(`The host at ${socket} is found.`);
  options.onFound(connection);
  const reason = await connection.closed;
  options.onLost();
  return `The line to the host is broken: ${reason.message}`;
}

function dial(path: string): Promise<Socket | Error> {
  return new Promise((resolve) => {
    const stream = createConnection(path);
    stream.once('error', resolve);
    stream.once('connect', () => {
      stream.off('error', resolve);
      resolve(stream);
    });
  });
}
