export { load, type LoadedControls, type LoadedProvider, type LoadOptions } from './load.js';
export type { GivenHost, GivenProvider } from './given-host.js';
export type { FailedJob, Held, IdleOutcome, LoadState } from './lives.js';
export { TestClock } from './test-clock.js';
export type { Duration } from './duration.js';
export {
  description, frame, politeAnswers, rawPeer,
  type RawAnswer, type RawAnswers, type RawPeer, type RawPeerOptions,
} from './raw-peer.js';
