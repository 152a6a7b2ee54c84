/** A class of permanent consumers as its author writes it: each instance is somebody who is given events, for as long as the instance is there. The host keeps them. */
import type { EventRow } from '@provost/protocol';
import type { KeyableOf, ObjectOf, Properties } from '../type/described.js';
import { defineClass, type ProviderClass } from './class.js';
import type { RequestContext } from './contexts.js';
import type { Awaitable } from './handlers.js';
import type { AnyHandler } from './provider.js';
import type { UndoArguments } from './store.js';

/** A class of consumers: what {@link defineConsumer} makes. */
export interface ConsumerClass<N extends string = string, P extends Properties = Properties, K extends string = string> extends ProviderClass<N, P, K, Record<never, never>> {
  readonly superclass: string;
  /** Tells it from other classes. */
  readonly isConsumer: true;
}

/** What a class of consumers is written with. */
export interface ConsumerSpec<P extends Properties, K extends string> {
  readonly key: K | readonly K[];
  readonly description?: string;
  readonly properties: P;
}

/** Defines a class of consumers: `defineConsumer('LogFile', { key: 'Name', properties: { Name: Type.String(), File: Type.String() } })`. Throws as defineClass does. */
export function defineConsumer<const N extends string, const P extends Properties, const K extends KeyableOf<P>>(name: N, spec: ConsumerSpec<P, K>): ConsumerClass<N, P, K> {
  return { ...defineClass<N, P, K>(name, spec), superclass: '__EventConsumer', isConsumer: true };
}

/** The functions of a class of consumers, as they are called. */
export interface ConsumerFunctions {
  readonly open?: AnyHandler;
  readonly deliver: AnyHandler;
  readonly close?: AnyHandler;
}

type Asked<U extends UndoArguments> = RequestContext<Record<never, never>, U>;

/** What is written for a class of consumers. */
export interface ConsumerHandlers<P extends Properties, Sink, State, U extends UndoArguments> {
  /** Opens what the events of a consumer go to, before the first of them: again after it was closed, or after `deliver` has failed. Absent: it is the consumer itself. */
  readonly open?: (consumer: ObjectOf<P>, state: State, context: Asked<U>) => Awaitable<Sink>;
  /**
   * Delivers events, in their order and one call at a time for each consumer. What it throws is told to the host, which brings them again, and gives one up that fails too
   * often. An event comes at least once: after a crash perhaps twice.
   */
  readonly deliver: (events: readonly EventRow[], sink: Sink, state: State, context: Asked<U>) => unknown;
  /** Closes what was opened: when nothing has come for the ClearAfter of event sinks, when the consumer has changed, and at release. */
  readonly close?: (sink: Sink, state: State) => unknown;
}
