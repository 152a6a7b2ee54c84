/** Finds the host, over and over: dials its socket, says hello, waits for the line to break, dials again. What is said over the line is left to the keeper. */
import { HOLDS_OUTPUT_FEATURE, SPOKEN_VERSIONS, type Bootstrap } from '@provost/protocol';
import { dial, sayHello, type Connection } from '@provost/protocol/node';
import type { Clock } from '../clock.js';
import { pause } from '../process/waiting.js';

/** How long to wait after a call that nobody took: a host that comes back is found within 250 ms. */
const REDIAL_MS = 200;

/** How long a host may take to take the connection, and then to answer hello. */
const CALL_TIMEOUT_MS = 5000;

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
  let connection: Connection | undefined;
  try {
    connection = await dial(options.bootstrap.socket, { peer: 'the host', timeoutMs: CALL_TIMEOUT_MS });
    options.onDial(connection);
    await sayHello(connection, helloOf(options), CALL_TIMEOUT_MS);
    options.log('The host is found.');
    options.onFound(connection);
    return `The line to the host is broken: ${(await connection.closed).message}`;
  } catch (error) {
    return `No host: ${(error as Error).message}`;
  } finally {
    connection?.close();
    // Also where it has not answered hello: it may have asked for a process already.
    if (connection) options.onLost();
  }
}

function helloOf(options: HostLineOptions) {
  return {
    role: 'keeper' as const,
    protocol: SPOKEN_VERSIONS,
    features: [HOLDS_OUTPUT_FEATURE],
    software: { name: '@provost/host', version: options.version },
    pid: process.pid,
    activation: options.bootstrap.activation,
  };
}
