/** The life of a provider, told in order: describe or initialize, then operations, then release. `provider/...` goes to the provider, `host/...` to the host. */
import type { RowBatch } from './row-batch.js';
import type { WireError } from '../errors/index.js';
import type { ClassDefinition, JsonObject, SchemaNode } from '../schema/schema.js';
import { notification, request } from './message.js';
import { writeInvoke } from './write-invoke.js';

/** What kinds there are: what a provider serves. */
export type Kind = 'object' | 'property' | 'event' | 'eventConsumer';

/** All that is known of a provider without running it; what describe mode answers and a registration keeps. */
export interface ProviderDescription {
  readonly name: string;
  readonly namespace: string;
  readonly description?: string;
  readonly kinds: readonly Kind[];
  readonly classes: readonly ClassDefinition[];
  /** An object schema of its config. */
  readonly config?: SchemaNode;
  /** The names of the credentials it asks for. */
  readonly credentials?: readonly string[];
  readonly pure?: boolean;
  /** Whether a new activation may start while the last is still leaving. */
  readonly overlap?: boolean;
  /** Whether it keeps what it writes in a store in its data directory, which the host looks after. */
  readonly store?: boolean;
  /** Whether it honours the ids of operations: what writes and comes with one is done once, however often it is asked within a day, and answered as the first time. */
  readonly operationIds?: boolean;
  readonly limits?: ProviderLimits;
}

/** What a registration may say of its own; absent ones are the host's settings. */
export interface ProviderLimits {
  readonly clearAfterMs?: number | 'never';
  readonly loadTimeoutMs?: number;
  readonly releaseTimeoutMs?: number;
  readonly operationTimeoutMs?: number;
  /** Requests at work in the provider at the same time; further ones wait in the host. */
  readonly concurrency?: number;
}

export interface DescribeParams {
  /** The author's file, absolute. A provider that is a command of its own has none. */
  readonly entry?: string;
}

/** Asks an un-initialised process what it serves. It answers and ends; `load` is never called. */
export const Describe = request<DescribeParams, ProviderDescription>('provider/describe');

export interface InitializeParams {
  readonly name: string;
  readonly namespace: string;
  readonly generation: number;
  readonly entry?: string;
  /** The provider's own folder. A process that was started elsewhere goes there before it imports anything of the author's. */
  readonly directory?: string;
  readonly config: JsonObject;
  readonly credentials: Readonly<Record<string, string>>;
  /** The provider's own directory, made and empty at first. */
  readonly dataDirectory: string;
  /** Rises with each start of the host; a provider takes no older host. */
  readonly epoch: number;
  /** How long it may live without a host, in the hope of the next; then it lets go by itself. Absent or 0: it lets go as soon as it has lost its host. */
  readonly orphanAfterMs?: number;
  /** What a release that no host asked for may take. */
  readonly releaseTimeoutMs?: number;
}

/** Must be the first message to a serving process. Only now is the author's code imported and its `load` called; the answer means it is ready to serve at once. */
export const Initialize = request<InitializeParams, { readonly description: ProviderDescription }>('provider/initialize');

/** Where a provider stands that has lost one host and has dialled the next. */
export interface LifeReport {
  /** `loading`: its load goes on, and its end is told by `host/returned` of the context `load`. `client`: it has let go, and its process stays. */
  readonly state: 'loading' | 'serving' | 'client';
  readonly refusals: readonly { readonly context: string; readonly operation: string; readonly why?: string }[];
  /** The operations of earlier hosts that have not returned. Nobody waits for their answers. */
  readonly running: readonly string[];
}

/**
 * The first message to a provider that an earlier host has initialized: it obeys this host from its answer on, with all that it has. What changes after
 * the answer is told as ever. Fails with PROTOCOL_VIOLATED where the epoch is lower than that of the host before, and then nothing has changed.
 */
export const Adopt = request<{ readonly epoch: number }, LifeReport>('provider/adopt');

/** An operation that was running when the provider was adopted has returned; of the context `load`: it serves. */
export const ReturnedFromProvider = notification<{ readonly context: string }>('host/returned');

/** How long it may live without a host from here on, in place of what initialize said: an operator has edited it, or another host has adopted it. */
export const OrphanAfter = notification<{ readonly orphanAfterMs: number }>('provider/orphanAfter');

/** What travels with each operation. */
export interface OperationContext {
  /** Unique for ever: the host's epoch and a number, `3.1042`. */
  readonly id: string;
  /** How long the host will wait from now on; progress starts it anew. */
  readonly timeoutMs: number;
  readonly caller: Caller;
  /** Given by a client that may ask again: done once however often asked. */
  readonly operationId?: string;
}

/** Who asked. */
export interface Caller {
  /** `client` over the socket, `embedder` in the host's own process, `provider` calling back, `host` itself. */
  readonly kind: 'client' | 'embedder' | 'provider' | 'host';
  readonly pid: number;
  readonly uid?: number;
  readonly name?: string;
}

interface OfClass {
  readonly context: OperationContext;
  readonly class: string;
}

export const GetInstance = request<OfClass & { readonly key: JsonObject }, { readonly instance: JsonObject }>('provider/get');

/** One condition of a query. A value is in the form in which its property travels. */
export type QueryCondition =
  | { readonly property: string; readonly operator: '=' | '<' | '<=' | '>' | '>='; readonly value: string | number | boolean }
  /** `%` for any text, `_` for any character, `[a-f]` and `[^a-f]` for one of these or none of them. */
  | { readonly property: string; readonly operator: 'like'; readonly value: string }
  | { readonly property: string; readonly operator: 'isNull' | 'isNotNull' };

/** A chance to do less, not a duty, but for `conditions`. */
export interface ListQuery {
  /** In the provider's own words; the host does not read it. */
  readonly where?: string;
  /** All of these hold for what is wanted. Only of what the class has declared as its `filters`; nobody looks again. */
  readonly conditions?: readonly QueryCondition[];
  readonly columns?: readonly string[];
  readonly limit?: number;
  /** Only instances of the class itself, not of those that derive from it. Not told to providers, who are asked for one class at a time. */
  readonly exact?: boolean;
}

export interface StreamCredit {
  /** How many batches may be sent before more is granted. */
  readonly credit: number;
}

/** Rows come as `host/rows`, each batch costing one credit; the answer comes after the last of them, or as an error that ends the stream. */
export const ListInstances = request<OfClass & StreamCredit & { readonly query: ListQuery }, { readonly count: number }>('provider/list');

export const CreateInstance = request<OfClass & { readonly instance: JsonObject }, { readonly instance: JsonObject }>('provider/create');

/** The answer may hold the instance as it now is. */
export const ModifyInstance = request<OfClass & { readonly key: JsonObject; readonly patch: JsonObject }, { readonly instance?: JsonObject }>('provider/modify');

export const DeleteInstance = request<OfClass & { readonly key: JsonObject }, Record<string, never>>('provider/delete');

/** `key` is absent for a method of the class. */
export const InvokeMethod = request<
  OfClass & { readonly key?: JsonObject; readonly method: string; readonly arguments: JsonObject },
  { readonly value?: unknown }
>('provider/invoke', writeInvoke);

/** The values of some dynamic properties, of as many instances as there are keys: in their order, each with those of the properties that it has. */
export const GetProperties = request<
  OfClass & { readonly keys: readonly JsonObject[]; readonly properties: readonly string[] },
  { readonly values: readonly JsonObject[] }
>('provider/getProperties');

/** Gives an instance other values of its dynamic properties. The answer may hold them as they now are. */
export const SetProperties = request<OfClass & { readonly key: JsonObject; readonly values: JsonObject }, { readonly values?: JsonObject }>('provider/setProperties');

export interface PushParams {
  /** `load`: the provider pushes for as long as it is loaded. */
  readonly context: string;
  /** One of its own, which the host keeps for it. */
  readonly class: string;
  /** Made, or changed where there is one of that key. */
  readonly put?: readonly JsonObject[];
  /** By their keys. One that is not there is nothing amiss. */
  readonly delete?: readonly JsonObject[];
  /** These and no others are there from then on; what `put` and `delete` say is done after it. */
  readonly replace?: readonly JsonObject[];
}

/** Writes what the host answers with for a class that it keeps for the provider: all of it or nothing. `count`: how many instances have changed. */
export const PushFromProvider = request<PushParams, { readonly count: number }>('host/push');

/** One batch of a list: at most 256 rows or 64 KiB, whichever is first, and never more than one frame. `context` is the operation's id. */
export const RowsFromProvider = notification<{ readonly context: string; readonly rows: RowBatch }>('host/rows');

/** Grants further batches of a list. */
export const CreditToProvider = notification<{ readonly context: string; readonly credit: number }>('provider/credit');

export interface Progress {
  readonly percent?: number;
  readonly message?: string;
}

/**
 * How an operation is getting on, or with `context` absent the load. Each one starts the deadline anew. An empty one of the load is what a process
 * that was started ahead says before the author's code is imported: one that ends without it has run nothing of the author's.
 */
export const ProgressFromProvider = notification<{ readonly context?: string } & Progress>('host/progress');

/** Something the caller should know that is no failure. */
export const WarningFromProvider = notification<{ readonly context: string; readonly message: string }>('host/warning');

/** Answered from the provider's own event loop, so that silence means it is blocked. "Unknown method" counts as an answer. */
export const Ping = request<Record<string, never>, Record<string, never>>('provider/ping');

/**
 * This context refuses: as long as it does, the provider is not unloaded for being idle. Each context refuses once, however often it says so;
 * the latest words count. It outlives its request. `context` is an operation's id, or `load`, or one that the provider made for work of its own.
 */
export const RefuseUnloadFromProvider = notification<{
  readonly context: string;
  /** What the context is at, for operators: `Note.append`, `load`, `background sync`. */
  readonly operation: string;
  readonly why?: string;
}>('host/refuseUnload');

/** The refusal of this context is taken back. */
export const RequestUnloadFromProvider = notification<{ readonly context: string }>('host/requestUnload');

/** Work that no request waits for has failed; the provider goes on. */
export const JobFailedFromProvider = notification<{ readonly context: string; readonly name: string; readonly error: WireError }>('host/jobFailed');

/** The system told the provider's process to end (SIGTERM). The host gives it no new request, lets what is at work end, and then releases it with the reason `shutdown`. */
export const LeavingFromProvider = notification<{ readonly reason: 'shutdown' }>('host/leaving');

/** Why a provider is asked to let go. */
export type UnloadReason = 'idle' | 'operator' | 'restart' | 'update' | 'unregistered' | 'shutdown' | 'orphaned' | 'hung' | 'misbehaved';

export interface ReleaseParams {
  readonly reason: UnloadReason;
  readonly deadlineMs: number;
}

/**
 * Comes after the host has stopped sending operations. `refused` is a vote that only an idle release may be answered with: the contexts that refuse
 * and the operations that still run. After `released` nothing more is sent either way. `client`: it has let go, and its process stays as a client of
 * the host; only one that is registered as not pure may answer so. It may be initialized again, and is released again when it has to end.
 */
export const Release = request<
  ReleaseParams,
  | { readonly outcome: 'released' | 'client'; readonly faults?: readonly WireError[] }
  | { readonly outcome: 'refused'; readonly contexts: readonly string[] }
>('provider/release');
