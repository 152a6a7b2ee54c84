/** The first words of every connection. Everybody dials the host's socket; who dials says hello. */
import type { VersionRange } from '../version.js';
import { request } from './message.js';

/** What a peer is to the host. */
export type Role = 'client' | 'provider' | 'keeper';

export interface HelloParams {
  readonly role: Role;
  readonly protocol: VersionRange;
  /** What the peer can do beyond the version; unknown ones are ignored. */
  readonly features: readonly string[];
  readonly software: { readonly name: string; readonly version: string };
  readonly pid: number;
  /** Of a provider: which activation it is, from its bootstrap. Of a keeper: its own. */
  readonly activation?: { readonly id: string; readonly secret: string };
  /** Instead of an activation, of a provider that nobody started: a program that registers itself, under that name, for as long as the connection lasts. */
  readonly attach?: { readonly name: string };
}

export interface HelloResult {
  readonly protocol: number;
  /** Those of the peer's that the host has too. */
  readonly features: readonly string[];
  readonly host: { readonly version: string; readonly pid: number; readonly epoch: number; readonly state: string };
  readonly limits: { readonly frameBytes: number };
}

/** Must be the first frame that the dialling side sends; any other first frame closes the connection, as does silence past the hello timeout. */
export const Hello = request<HelloParams, HelloResult>('host/hello');

/** What a started process finds, as one line of JSON, on the descriptor that `PROVOST_BOOTSTRAP_FD` names. The descriptor stays open as its birth pipe. */
export interface Bootstrap {
  /** The host's socket. */
  readonly socket: string;
  /** What to say in hello. */
  readonly activation: { readonly id: string; readonly secret: string };
  /** A folder in which a runtime may keep what it has compiled, so that the next start is quicker. It may not be there yet. */
  readonly codeCache?: string;
}

/** Said in a provider's hello: it may be started before anybody knows what it will serve. It goes to the directory that initialize names, and says when it begins. */
export const STANDBY_FEATURE = 'standby';

/** Said in a provider's hello: one operation may come behind initialize, before its answer. It is begun when that answer has left, and never where the load fails. */
export const EARLY_FEATURE = 'early';

/** Said in a keeper's hello: what a process that was started ahead writes is held until it is assigned or ends, so that it may be initialised first. */
export const HOLDS_OUTPUT_FEATURE = 'holdsOutput';

/** The environment variable that holds the number of the bootstrap descriptor; its presence is what "under a host" means. */
export const BOOTSTRAP_FD_VARIABLE = 'PROVOST_BOOTSTRAP_FD';

/** The environment variable that every process of an activation carries, so that all of them can be found and ended. A name, no secret. */
export const ACTIVATION_TAG_VARIABLE = 'PROVOST_ACTIVATION';
