/** What the socket server allows. */
export interface ServerLimits {
  /** How long a connection may stay silent before it has said hello. */
  readonly helloTimeoutMs: number;
  /** The largest hello, header and body. */
  readonly helloBytes: number;
  /** Clients connected at the same time. Providers and keepers are not counted: a flood of clients must not keep them out. */
  readonly connections: number;
  /** Connections that have not said hello yet; beyond it the one that has been silent for longest is closed. */
  readonly silentConnections: number;
  /** Requests of one client that may be unanswered at the same time. */
  readonly requestsAtOnce: number;
  /** The largest message, either way. */
  readonly frameBytes: number;
}

export const SERVER_LIMITS: ServerLimits = {
  helloTimeoutMs: 5_000,
  helloBytes: 8_192,
  connections: 1_024,
  silentConnections: 1_024,
  requestsAtOnce: 256,
  frameBytes: 16 * 1024 * 1024,
};
