/**
 * How much time things take in these schedules. Most of it is made up: it passes when a step says so. What a provider is asked has its deadline in real
 * time, so that is short enough to be waited out, and the time that is made up is in proportion to it.
 */

/** ClearAfter is counted in these. */
export const TICK_MS = 20;
export const RELEASE_MS = 1_000;
export const LOAD_MS = 3_000;
export const STOP_MS = 4_000;
export const OPERATION_MS = 1_500;
/** The longest: whoever is not blocked has answered a ping by the next step. */
export const PING_MS = 5_000;
/** The first pause before what has failed is loaded anew; the next are longer. */
export const BACK_OFF_MS = 250;
/** How long the host waits for an exit once a channel has closed. */
export const CHANNEL_MS = 1_000;

/** Given to the host at its start. */
export const SETTINGS: Readonly<Record<string, string>> = {
  'ping-interval': `${PING_MS}ms`,
  'ping-misses': '2',
  'hang-grace': '0ms',
  'abandoned-grace': '1d',
  'release-timeout': `${RELEASE_MS}ms`,
  'stop-timeout': `${STOP_MS}ms`,
  'load-timeout': `${LOAD_MS}ms`,
  'operation-timeout': `${OPERATION_MS}ms`,
  'term-grace': '30ms',
};
