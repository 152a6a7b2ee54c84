/** Many events of one provider to many who watch, each in his own manner: quick, slow, stuck, or leaving midway. What each must have been handed, or told of, he checks himself. */
import type { Door } from '@provost/protocol';
import type { TestHost } from '../../support/start-host.js';
import { Watcher, type Manner, type WatcherPlan } from './watcher.js';

export interface FlowOptions {
  readonly events: number;
  readonly watchers: number;
  readonly random: () => number;
  /** So many are stuck, and all others quick and want everything; by default manners and wishes are drawn. */
  readonly stuck?: number;
  /** What they watch through, by turns: sockets, or doors of the host itself. */
  readonly doors: readonly Door[];
  /** Gives it up where it does not come to its end, and says how far each is. */
  readonly signal?: AbortSignal;
}

/** What came of it. */
export interface Flow {
  readonly raised: number;
  readonly seconds: number;
  readonly handed: number;
  readonly dropped: number;
  /** How many events told of dropped ones. */
  readonly overflows: number;
  readonly manners: ReadonlyMap<Manner, number>;
}

/** How often each manner is drawn; the first watcher is quick, the second stuck. */
const MANNERS: readonly Manner[] = ['quick', 'quick', 'quick', 'slow', 'stuck', 'leaving'];
/** How long the provider may take to raise them all. */
const RAISE_MS = 600_000;

/** Resolves when everybody has what he must have; rejects where anybody has not. The host has the provider that raises what it is told to. */
export async function flow(host: TestHost, { events, watchers: count, random, stuck, doors, signal }: FlowOptions): Promise<Flow> {
  const last = events + 1;
  const watchers = Array.from({ length: count }, (_, index) => new Watcher(`watcher ${index + 1}`, planOf(index, last, random, stuck)));
  await Promise.all(watchers.map((one, index) => one.begin(doors[index % doors.length] as Door)));
  const beganMs = performance.now();
  const [first, ...others] = watchers as [Watcher, ...Watcher[]];
  const brought = first.take(Promise.resolve()); // It is quick: when it has the last, all were offered theirs.
  const taken = Promise.all([brought, ...others.map((one) => one.take(brought))]);
  await unlessGivenUp(Promise.all([raise(host, events), taken]), watchers, signal);
  const seconds = (performance.now() - beganMs) / 1_000;
  const hurried = watchers.find(({ plan, taken: { dropped } }) => plan.manner === 'quick' && dropped > 0);
  if (hurried !== undefined) throw new Error(`others cost one who is quick some of his events: ${String(hurried)}`);
  const sum = (of: 'handed' | 'dropped' | 'overflows'): number => watchers.reduce((all, one) => all + one.taken[of], 0);
  return { raised: last, seconds, handed: sum('handed'), dropped: sum('dropped'), overflows: sum('overflows'), manners: counted(watchers) };
}

async function raise(host: TestHost, events: number): Promise<void> {
  const taken = await host.call('root/test:Raiser', 'tick', { from: 1, count: events + 1, word: 'flow', waits: true }, RAISE_MS);
  if (taken !== events + 1) throw new Error(`the provider found room for ${String(taken)} of ${events + 1} events, though it waited for it`);
}

function planOf(index: number, last: number, random: () => number, stuck: number | undefined): WatcherPlan {
  if (stuck !== undefined) return { manner: index > 0 && index <= stuck ? 'stuck' : 'quick', from: 1, to: last - 1, last, whenFull: 'dropOldest' };
  const manner = (['quick', 'stuck'] as const)[index] ?? (MANNERS[Math.floor(random() * MANNERS.length)] as Manner);
  const from = index < 2 || random() < 0.5 ? 1 : 1 + Math.floor((random() * last) / 2);
  const to = index < 2 || random() < 0.5 ? last - 1 : Math.max(from, last - 1 - Math.floor((random() * last) / 4));
  return { manner, from, to, last, whenFull: random() < 0.5 ? 'dropOldest' : 'dropNewest' };
}

function counted(watchers: readonly Watcher[]): ReadonlyMap<Manner, number> {
  const counts = new Map<Manner, number>();
  for (const { plan } of watchers) counts.set(plan.manner, (counts.get(plan.manner) ?? 0) + 1);
  return counts;
}

async function unlessGivenUp(work: Promise<unknown>, watchers: readonly Watcher[], signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return void (await work);
  let giveUp = (): void => {};
  const givenUp = new Promise<never>((_, reject) => {
    giveUp = () => { reject(new Error(`it has not come to its end:\n${watchers.join('\n')}`)); };
    signal.addEventListener('abort', giveUp, { once: true });
  });
  await Promise.race([work, givenUp]).finally(() => { signal.removeEventListener('abort', giveUp); });
}
