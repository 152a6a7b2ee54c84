/**
 * What consumer providers have opened for their consumers: closed when nothing has come for the ClearAfter of event sinks, and opened again by the provider with the
 * next delivery. One timer, only while something is open.
 */
import { CloseSink, type JsonObject } from '@provost/protocol';
import type { ServingPeer } from '../activation/lease-source.js';
import type { Clock, Timer } from '../clock.js';

interface Sink {
  readonly by: ServingPeer;
  readonly class: string;
  readonly key: JsonObject;
  usedMs: number;
}

export class Sinks {
  readonly #clock: Clock;
  /** Infinity where they are never closed. */
  readonly #clearAfterMs: () => number;
  readonly #open = new Map<string, Sink>();
  #timer: Timer | undefined;

  constructor(clock: Clock, clearAfterMs: () => number) {
    this.#clock = clock;
    this.#clearAfterMs = clearAfterMs;
  }

  /** Events were delivered to a consumer. */
  used(consumer: string, of: Omit<Sink, 'usedMs'>): void {
    this.#open.set(consumer, { ...of, usedMs: this.#clock.nowMs() });
    this.#arm();
  }

  /** The consumer has changed: what was opened for it is of no use. */
  drop(consumer: string): void {
    const sink = this.#open.get(consumer);
    if (sink !== undefined) this.#close(consumer, sink);
  }

  /** The ClearAfter has changed: what it means holds at once. */
  rebase(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#arm();
  }

  close(): void {
    this.#timer?.cancel();
    this.#open.clear();
  }

  #arm(): void {
    const clearAfterMs = this.#clearAfterMs();
    if (this.#timer !== undefined || this.#open.size === 0 || clearAfterMs === Infinity) return;
    this.#timer = this.#clock.after(Math.max(1, clearAfterMs), () => {
      this.#timer = undefined;
      this.#sweep(clearAfterMs);
      this.#arm();
    });
  }

  #sweep(clearAfterMs: number): void {
    const nowMs = this.#clock.nowMs();
    for (const [consumer, sink] of this.#open) if (nowMs - sink.usedMs >= clearAfterMs || !isThere(sink)) this.#close(consumer, sink);
  }

  #close(consumer: string, sink: Sink): void {
    this.#open.delete(consumer);
    if (isThere(sink)) sink.by.connection.notify(CloseSink, { class: sink.class, key: sink.key }); // Else it went with its provider.
  }
}

function isThere({ by }: Sink): boolean {
  return by.isServing && !by.connection.isClosed;
}
