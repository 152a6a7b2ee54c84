/** What host and provider say to each other, as far as a life depends on it. Each message exists once, with a number for the encoding of a world. */
import type { UnloadReason } from '@provost/protocol';

export type ToProcess =
  | { readonly name: 'initialize' }
  | { readonly name: 'release'; readonly reason: UnloadReason }
  | { readonly name: 'request'; readonly request: number }
  /** One that is sent behind initialize. */
  | { readonly name: 'early'; readonly request: number }
  /** The answer to a call of the provider's own. */
  | { readonly name: 'answer' }
  /** A host takes over: where does it stand? */
  | { readonly name: 'adopt' };

export type ToHost =
  | { readonly name: 'ready' | 'failed' | 'vote-refused' | 'released' | 'client' | 'leaving' | 'garbage' | 'call' | 'not-adoptable' }
  /** A call of the provider's own that leads back to it. */
  | { readonly name: 'call-back'; readonly request: number }
  | { readonly name: 'refused' | 'requested'; readonly context: number }
  | { readonly name: 'reply'; readonly request: number }
  /** A request of an earlier host has returned. */
  | { readonly name: 'returned'; readonly request: number }
  | Report;

/** Where a provider stands when it is adopted; contexts that refuse and requests that run, a bit each. */
export interface Report {
  readonly name: 'report';
  readonly as: 'loading' | 'serving' | 'client';
  readonly refusals: number;
  readonly running: number;
}

export type Message<Words> = Words & { readonly code: number };

const MOST = 16;
const numbers = Array.from({ length: MOST }, (_, number) => number);
export const REASONS: readonly UnloadReason[] = ['idle', 'operator', 'restart', 'update', 'unregistered', 'shutdown', 'hung', 'misbehaved', 'orphaned'];

export const INITIALIZE: Message<ToProcess> = { name: 'initialize', code: 1 };
export const ANSWER: Message<ToProcess> = { name: 'answer', code: 2 };
export const ADOPT: Message<ToProcess> = { name: 'adopt', code: 3 };
export const RELEASE: ReadonlyMap<UnloadReason, Message<ToProcess>> = new Map(REASONS.map((reason, index) => [reason, { name: 'release', reason, code: MOST + index }]));
export const REQUEST: readonly Message<ToProcess>[] = numbers.map((request) => ({ name: 'request', request, code: 2 * MOST + request }));
export const EARLY: readonly Message<ToProcess>[] = numbers.map((request) => ({ name: 'early', request, code: 3 * MOST + request }));

export const READY: Message<ToHost> = { name: 'ready', code: 1 };
export const FAILED: Message<ToHost> = { name: 'failed', code: 2 };
export const VOTE_REFUSED: Message<ToHost> = { name: 'vote-refused', code: 3 };
export const RELEASED: Message<ToHost> = { name: 'released', code: 4 };
export const CLIENT: Message<ToHost> = { name: 'client', code: 5 };
export const LEAVING: Message<ToHost> = { name: 'leaving', code: 6 };
export const GARBAGE: Message<ToHost> = { name: 'garbage', code: 7 };
export const CALL: Message<ToHost> = { name: 'call', code: 8 };
export const NOT_ADOPTABLE: Message<ToHost> = { name: 'not-adoptable', code: 9 };
export const CALL_BACK: readonly Message<ToHost>[] = numbers.map((request) => ({ name: 'call-back', request, code: MOST + request }));
export const REFUSED: readonly Message<ToHost>[] = numbers.map((context) => ({ name: 'refused', context, code: 2 * MOST + context }));
export const REQUESTED: readonly Message<ToHost>[] = numbers.map((context) => ({ name: 'requested', context, code: 3 * MOST + context }));
export const REPLY: readonly Message<ToHost>[] = numbers.map((request) => ({ name: 'reply', request, code: 4 * MOST + request }));
export const RETURNED: readonly Message<ToHost>[] = numbers.map((request) => ({ name: 'returned', request, code: 5 * MOST + request }));

/** Its code has room for the few contexts of what is walked whole. */
export function reportOf(as: Report['as'], refusals: number, running: number): Message<ToHost> {
  return { name: 'report', as, refusals, running, code: ((1 + ['loading', 'serving', 'client'].indexOf(as)) << 12) | (refusals << 6) | running };
}
