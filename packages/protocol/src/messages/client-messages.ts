/** What clients ask of the host; an embedding application calls methods of the same names. Grouped as `provost --help` groups them; objects are in `object-messages.ts`, ClearAfter is in `cache-messages.ts`. */
import type { JsonObject } from '../schema/schema.js';
import type { CallOptions } from './call-options.js';
import type { ClearAfterOrigin } from './cache-messages.js';
import type { WireError } from '../errors/index.js';
import { request } from './message.js';
import type { Kind, Progress, ProviderDescription, StreamCredit, UnloadReason } from './provider-messages.js';

// --- registrations

export interface RegisterParams {
  /** A folder or file, absolute. */
  readonly path: string;
  readonly name?: string;
  readonly config?: JsonObject;
  readonly environment?: Readonly<Record<string, string>>;
  /** Names of environment variables of the host that the provider may have too. */
  readonly credentials?: Readonly<Record<string, { readonly file: string }>>;
  /** The Node binary that runs it; by default the host's own. */
  readonly node?: string;
  /** For development: changed files are described anew instead of refused. */
  readonly link?: boolean;
}

/** A registration as it is shown. Secrets are named, never told. `decoupled`: its program attached itself, and it is here as long as that lasts; `command` is its own. */
export interface RegistrationView extends ProviderDescription {
  readonly path: string;
  readonly entry?: string;
  readonly command: readonly string[];
  readonly enabled: boolean;
  readonly decoupled?: true;
  readonly link: boolean;
  readonly node: string;
  readonly configuration: JsonObject;
  readonly environmentNames: readonly string[];
  readonly credentialNames: readonly string[];
  /** Of the entry and its package's own files. */
  readonly filesHash: string;
  readonly registeredAt: string;
}

/** Validates and registers nothing; with faults it fails as INVALID_REGISTRATION, all of them in `faults`. */
export const Check = request<RegisterParams, { readonly description: ProviderDescription; readonly filesHash: string }>('host/check');
/** `loaded`: it pushes what the host answers with, so it was loaded once; `failure` says why that did not work. Absent where it pushes nothing, or is disabled. */
export const Register = request<RegisterParams, {
  readonly registration: RegistrationView;
  readonly updated: boolean;
  readonly loaded?: { readonly failure?: WireError };
}>('host/register');
export const Unregister = request<{ readonly name: string }, Record<string, never>>('host/unregister');

// --- providers

/** In the order in which they come about. */
export type ProviderState =
  | 'unloaded' | 'loading' | 'busy' | 'held' | 'idle' | 'releasing' | 'killing' | 'client' | 'adopting' | 'quarantined' | 'decoupled';

export interface ExitView {
  readonly code: number | null;
  readonly signal: string | null;
  /** True where its keeper was lost before it ended: code, signal and what it wrote last are not known. */
  readonly keeperLost?: boolean;
  /** Whether it left by itself after release, or was killed, or crashed, or failed to load; `lost`: it ended while there was no host. */
  readonly cause: 'released' | 'killed' | 'crashed' | 'failed' | 'lost';
  readonly reason: UnloadReason | null;
  readonly pid: number;
  readonly generation: number;
  readonly at: string;
  readonly lastLines: readonly string[];
}

/** A line of `provost ls`. */
export interface ProviderView {
  readonly name: string;
  readonly namespace: string;
  readonly kinds: readonly Kind[];
  readonly enabled: boolean;
  readonly state: ProviderState;
  readonly pid: number | null;
  readonly generation: number;
  readonly inFlight: number;
  readonly holds: number;
  readonly idleMs: number | null;
  readonly dueInMs: { readonly min: number; readonly max: number } | null;
  readonly rssBytes: number | null;
  readonly loads: number;
  readonly crashes: number;
  readonly lastExit: ExitView | null;
  /** What keeps it from being loaded; null where nothing does. */
  readonly heldOff: HeldOffView | null;
}

/** What keeps a provider from being loaded, or `probing`: the one load that may end its quarantine has begun and has not answered a request yet. */
export interface HeldOffView {
  readonly how: 'backing-off' | 'quarantined' | 'probing' | 'cannot-start';
  /** The latest failure, in a clause. */
  readonly why: string;
  readonly since: string;
  /** How many led to it. */
  readonly failures: number;
  /** When a request may load it again, 0 for now; null where that is not a matter of time. */
  readonly retryInMs: number | null;
  /** Of a quarantine: the first request after that tries it once more. */
  readonly probeAt: string | null;
}

/** One context that refuses to have its provider unloaded. */
export interface HoldView {
  readonly provider: string;
  readonly pid: number | null;
  readonly generation: number;
  readonly context: string;
  /** What the context is at, in the provider's words. */
  readonly operation: string;
  readonly why: string | null;
  readonly since: string;
  readonly ageMs: number;
}

export interface ProviderDetail extends ProviderView {
  readonly registration: RegistrationView;
  /** Since when it is in its state. */
  readonly stateSince: string;
  readonly waiting: number;
  readonly requestsServed: number;
  readonly requestsFailed: number;
  readonly changedFiles: boolean;
  readonly exits: readonly ExitView[];
  /** Who refuses to have it unloaded. */
  readonly refusals: readonly HoldView[];
  readonly limits: Readonly<Record<string, number | string>>;
  /** Where the ClearAfter among the limits comes from. */
  readonly clearAfterFrom: {
    readonly origin: ClearAfterOrigin;
    /** Of its kinds those whose ClearAfter it is: the longest. None where it comes from elsewhere. */
    readonly kinds: readonly Kind[];
  };
  /** How long it has answered no ping, where it counts as silent. */
  readonly silentMs: number | null;
  /** The file with what was found when it hung the last time; null where it never did. */
  readonly hangReport: string | null;
  readonly dataDirectory: string;
  readonly logDirectory: string;
}

/** In the order of their names: at most `limit` of those behind `after`; without a limit all, as far as one message holds them. `next`: there are more, behind that name. */
export const Providers = request<{ readonly after?: string; readonly limit?: number }, { readonly providers: readonly ProviderView[]; readonly next?: string }>('host/providers');
export const DescribeProvider = request<{ readonly name: string }, ProviderDetail>('host/describe');
export const Load = request<CallOptions & { readonly name: string }, ProviderView>('host/load');
/** Fails as PROVIDER_BUSY while it is at work or held, unless forced. `exit` is null where nothing has ended: it was not loaded, or `staysAs` says what it goes on as. */
export const Unload = request<
  { readonly name: string; readonly force?: boolean; readonly timeoutMs?: number },
  { readonly exit: ExitView | null; readonly staysAs?: 'client' }
>('host/unload');
export const Restart = request<CallOptions & { readonly name: string; readonly force?: boolean }, ProviderView>('host/restart');
/** Answers once the provider is in that state; at once when it is already. */
export const WaitFor = request<CallOptions & { readonly name: string; readonly state: ProviderState }, ProviderView>('host/waitFor');

/** Whether it may be loaded on demand. What is loaded stays loaded. */
export const SetEnabled = request<{ readonly name: string; readonly enabled: boolean }, ProviderView>('host/setEnabled');
/** Ends back-off and quarantine at once, and forgets all failures: the next request loads it. `was`: what had kept it from being loaded, or null. */
export const ResetProvider = request<{ readonly name: string }, { readonly provider: ProviderView; readonly was: HeldOffView | null }>('host/reset');
/** Who refuses to have its provider unloaded, of one provider or of all. */
export const Holds = request<{ readonly name?: string }, { readonly holds: readonly HoldView[] }>('host/holds');

// --- requests in flight

export interface RequestView {
  readonly id: string;
  readonly provider: string;
  /** `of an earlier host` where that has left it in a provider which was adopted: what it is, and for whom, is not known any more. */
  readonly operation: string;
  /** Empty of one that an earlier host has left. */
  readonly target: string;
  /** Null of one that an earlier host has left: nobody waits for it. */
  readonly caller: { readonly kind: string; readonly pid: number; readonly uid?: number; readonly name?: string } | null;
  /** `abandoned`: its caller has been answered, by its deadline or because it gave up, and the provider has not returned from it. */
  readonly state: 'waiting' | 'running' | 'abandoned';
  /** Of one that an earlier host has left: since the adoption. So is its time. */
  readonly ageMs: number;
  /** Null for what has none: the events of a provider are asked for as long as somebody watches. */
  readonly deadlineInMs: number | null;
  readonly lastProgress: (Progress & { readonly agoMs: number }) | null;
}
export const Requests = request<{ readonly name?: string }, { readonly requests: readonly RequestView[] }>('host/requests');
export const CancelRequest = request<{ readonly id: string }, Record<string, never>>('host/cancelRequest');

// --- the host itself

export interface HostStatus {
  readonly pid: number;
  readonly version: string;
  readonly protocol: number;
  readonly node: string;
  readonly startedAt: string;
  readonly uptimeMs: number;
  readonly epoch: number;
  readonly state: string;
  readonly socket: string;
  readonly embedded: boolean;
  readonly keeper: { readonly pid: number } | null;
  /** The processes that were started ahead and wait for a provider. */
  readonly standbys: readonly { readonly pid: number; readonly rssBytes: number }[];
  readonly registrations: number;
  readonly loaded: number;
  /** How many loads are at work, and how many wait for their turn. Absent of an earlier host. */
  readonly loads?: { readonly atWork: number; readonly waiting: number };
  readonly inFlight: number;
  readonly clients: number;
  readonly rssBytes: number;
  readonly stopping: boolean;
  /** What keeps the host from serving: its repository cannot be used, so it only says so. Null where it serves. */
  readonly repositoryFault: { readonly damage: string; readonly remedy: string } | null;
}
export const Status = request<Record<string, never>, HostStatus>('host/status');

export interface SettingView {
  readonly key: string;
  readonly value: number | string | boolean;
  readonly unit: 'duration' | 'bytes' | 'count' | 'flag' | 'word';
  readonly default: number | string | boolean;
  readonly origin: 'default' | 'set' | 'option';
  readonly live: boolean;
  readonly description: string;
}
export const Settings = request<{ readonly key?: string }, { readonly settings: readonly SettingView[] }>('host/settings');
/** `value` as a person writes it: `30s`, `16MiB`, `12`; `default` takes the setting back. */
export const SetSetting = request<{ readonly key: string; readonly value: string }, SettingView>('host/setSetting');

/** One thing that happened, in order. `seq` never repeats and has no gaps. */
export interface HostEvent {
  readonly seq: number;
  readonly at: string;
  readonly type: string;
  readonly provider?: string;
  readonly pid?: number;
  readonly generation?: number;
  readonly reason?: string;
  readonly [fact: string]: unknown;
}
/** Rows are {@link HostEvent}s; with `follow` it ends only when cancelled or when the host stops. */
export const Events = request<CallOptions & StreamCredit & { readonly operation: number; readonly since?: number; readonly tail?: number; readonly follow?: boolean }, { readonly count: number }>('host/events');

export interface LogLine {
  readonly at: string;
  readonly generation: number;
  readonly stream: 'out' | 'err' | 'note';
  readonly text: string;
}
/** Rows are {@link LogLine}s. Without `name`: the host's own log. */
export const Logs = request<
  CallOptions & StreamCredit & { readonly operation: number; readonly name?: string; readonly sinceMs?: number; readonly tail?: number; readonly previous?: boolean; readonly follow?: boolean },
  { readonly count: number }
>('host/logs');

export interface DoctorFinding {
  readonly check: string;
  readonly verdict: 'ok' | 'warning' | 'fault';
  readonly finding: string;
  readonly remedy?: string;
}
export const Doctor = request<Record<string, never>, { readonly findings: readonly DoctorFinding[] }>('host/doctor');

/** Answers when the stop has begun; the connection closes when the host is gone. */
export const Stop = request<{ readonly force?: boolean; readonly leave?: boolean; readonly timeoutMs?: number }, { readonly pid: number }>('host/stop');
