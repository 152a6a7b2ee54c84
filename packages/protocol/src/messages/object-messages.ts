/** What clients ask of objects and classes; an embedding application calls methods of the same names. */
import type { RowBatch } from './row-batch.js';
import type { ClassDefinition, JsonObject, KeptBy } from '../schema/schema.js';
import type { CallOptions } from './call-options.js';
import { notification, request } from './message.js';
import type { ListQuery, Progress, StreamCredit } from './provider-messages.js';

export const Get = request<CallOptions & { readonly path: string }, { readonly path: string; readonly instance: JsonObject }>('host/get');
/** `class` is `root/app:Note`, or `Note` where only one namespace has it. Rows come as `client/rows`. */
export const List = request<CallOptions & StreamCredit & { readonly operation: number; readonly class: string; readonly query?: ListQuery }, { readonly count: number }>('host/list');
export const Create = request<CallOptions & { readonly class: string; readonly properties: JsonObject }, { readonly path: string; readonly instance: JsonObject }>('host/create');
export const Modify = request<CallOptions & { readonly path: string; readonly patch: JsonObject }, { readonly instance?: JsonObject }>('host/modify');
export const Delete = request<CallOptions & { readonly path: string }, Record<string, never>>('host/delete');
/** `path` names an instance, or a class for a method of the class. */
export const Invoke = request<CallOptions & { readonly path: string; readonly method: string; readonly arguments: JsonObject }, { readonly value?: unknown }>('host/invoke');

/**
 * WQL: `SELECT * FROM Note WHERE size > 10`. Rows are instances, or what is selected of them; those of a class that derives from the one that is named say their own as
 * `__CLASS`. Without `namespace` the class must be in one only.
 */
export const Query = request<CallOptions & StreamCredit & { readonly operation: number; readonly query: string; readonly namespace?: string }, { readonly count: number }>('host/query');
/** How a query is answered, without asking anybody. */
export interface QueryExplanation {
  /** It asks for what happens, and is watched. */
  readonly isOfEvents: boolean;
  /** Null for a query of classes. */
  readonly namespace: string | null;
  readonly definition: ClassDefinition | null;
  /** What its rows have, as far as it is known. */
  readonly columns: readonly string[];
  /** In the order in which they are asked. */
  readonly classes: readonly { readonly class: string; readonly provider: string; readonly explain: readonly string[] }[];
}
export const ExplainQuery = request<{ readonly query: string; readonly namespace?: string }, QueryExplanation>('host/explainQuery');

export const RowsToClient = notification<{ readonly operation: number; readonly rows: RowBatch }>('client/rows');
export const CreditToHost = notification<{ readonly operation: number; readonly credit: number }>('host/credit');
export const ProgressToClient = notification<{ readonly operation: number } & Progress>('client/progress');
export const WarningToClient = notification<{ readonly operation: number; readonly message: string }>('client/warning');

// --- what can be asked for

export const Namespaces = request<Record<string, never>, { readonly namespaces: readonly string[] }>('host/namespaces');
export interface ClassSummary {
  readonly namespace: string;
  readonly name: string;
  readonly provider: string;
  readonly key: readonly string[];
  readonly operations: readonly string[];
  readonly methods: readonly string[];
  readonly superclass?: string;
  readonly abstract?: boolean;
  /** Its provider tells what happens: events of the class itself, or what becomes of its instances. */
  readonly events?: true;
  /** Who answers for its instances, where that is not its provider. */
  readonly keptBy?: KeptBy;
}
export const Classes = request<{ readonly namespace?: string }, { readonly classes: readonly ClassSummary[] }>('host/classes');
/** `operationIds`: what writes, and comes with an operation id, is done once however often it is asked. */
export const SchemaOf = request<
  { readonly class: string },
  { readonly namespace: string; readonly provider: string; readonly definition: ClassDefinition; readonly operationIds?: boolean }
>('host/schema');

/** Defines a class that no provider serves, or replaces one that was defined so: the host keeps its instances. */
export const DefineClass = request<{ readonly namespace: string; readonly definition: ClassDefinition }, { readonly namespace: string; readonly definition: ClassDefinition }>('host/defineClass');
/** Removes a class that was defined so, and has neither instances nor classes that derive from it. */
export const RemoveClass = request<{ readonly class: string }, Record<string, never>>('host/removeClass');
