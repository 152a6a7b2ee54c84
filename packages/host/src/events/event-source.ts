/** What events come from that the host does not make itself, shared by all who want the same. */
import type { Subscription } from './subscription.js';

export interface EventSource {
  /** What tells it from others: those of one key are one. */
  readonly key: string;
  /** Who raises its events; none where the host looks by itself. */
  readonly provider?: string;
  /** One more wants its events. The first begins it. Settles once he misses nothing; rejects where that cannot be. */
  add(subscription: Subscription): Promise<void>;
  /** One wants them no more, or wants others. The last ends it. */
  remove(subscription: Subscription): void;
  /** There is room again. */
  taken(): void;
  readonly isEmpty: boolean;
  /** Nothing is asked or told any more. */
  stop(): void;
}
