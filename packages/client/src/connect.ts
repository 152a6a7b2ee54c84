/** Connects to a running host. */
import { ProviderError, type HelloResult } from '@provost/protocol';
import { socketPathOf, stateDirectory } from '@provost/protocol/node';
import { HostClient } from './client.js';
import { HostLink } from './host-link.js';

export interface ConnectOptions {
  /** The state directory of the host; by default {@link stateDirectory}. */
  readonly state?: string;
  /** Its socket, where that is known; by default found from the state directory. */
  readonly socket?: string;
  /** How long connecting may take; by default 5 s. What an operation may take is said with each. */
  readonly timeoutMs?: number;
  /** Gives up connecting. */
  readonly signal?: AbortSignal;
  /** What operators see beside the requests; by default `@provost/client`. */
  readonly name?: string;
  /** How long a request waits for a host that was lost to be there again; by default 2 s. With 0 it asks once. */
  readonly reconnectMs?: number;
}

/** A client over a socket. When its host is lost, what is under way rejects with HOST_LOST, and the next request dials again. */
export class Client extends HostClient implements AsyncDisposable {
  readonly #link: HostLink;

  /** Use {@link connect}. */
  constructor(link: HostLink) {
    super(link);
    this.#link = link;
  }

  /** The host as it last said hello. */
  get host(): HelloResult['host'] {
    return this.#link.host;
  }

  get isConnected(): boolean {
    return this.#link.isConnected;
  }

  /** Calls `act` each time the host was found again. Returns what stops it. */
  onConnected(act: (host: HelloResult['host']) => void): () => void {
    return this.#link.onConnected(act);
  }

  /** Calls `act` each time the host was lost, but not for {@link Client.close}. Returns what stops it. */
  onLost(act: (reason: ProviderError) => void): () => void {
    return this.#link.onLost(act);
  }

  /** Closes for good; what is under way rejects with CONNECTION_CLOSED. Idempotent; never rejects. */
  close(): Promise<void> {
    return this.#link.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Connects, once. Rejects with HOST_NOT_RUNNING, CONNECTION_CLOSED where the host ends meanwhile, ACCESS_DENIED, PROTOCOL_VERSION_UNSUPPORTED, SERVER_LIMITS_EXCEEDED, OPERATION_TIMED_OUT or OPERATION_CANCELLED. */
export async function connect(options: ConnectOptions = {}): Promise<Client> {
  const { name = '@provost/client', timeoutMs = 5_000, reconnectMs = 2_000, signal } = options;
  if (options.state === '' || options.socket === '') {
    throw new ProviderError('INVALID_PARAMETER', {}, { message: 'connect() was given an empty path: neither state nor socket may be one.', remedy: 'Name the state directory of the host, or leave it out for the default one.' });
  }
  const socket = options.socket ?? socketPathOf(options.state ?? stateDirectory());
  return new Client(await HostLink.open({ socket, name, timeoutMs, reconnectMs }, signal));
}
