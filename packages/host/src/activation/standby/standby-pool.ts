/**
 * The standbys: how many wait, for which profiles, who gets one, and when the next is started. A host that has loaded nothing starts none, and one
 * with nothing to replace sets no timer. How a standby is started and handed over is given in from outside.
 */
import { isProviderError } from '@provost/protocol';
import type { Clock, Timer } from '../../clock.js';
import type { ProviderProcess } from '../../process/provider-process.js';
import { STANDBYS_AT_MOST, allot } from './allotment.js';
import { NEVER_AGAIN, NO_LOSSES, afterLoad, afterLoss, nextStartMs, type Losses } from './losses.js';
import { fitting } from './room.js';
import type { StandbyProfile } from './profile.js';
import type { Standby } from './standby.js';

/** Whose a standby becomes. */
export interface Assignment {
  readonly provider: string;
  readonly generation: number;
}

export interface StandbyPoolTools {
  readonly clock: Clock;
  /** How many are kept of each profile. */
  readonly count: () => number;
  /** What all of them may have of memory, as it is now: less where the machine is short of it. */
  readonly roomBytes: () => number;
  /** What a process has for itself; 0 where the system does not say. */
  readonly privateBytes: (process: ProviderProcess) => number;
  /** Whether there is a registration of that profile, and a process started now would be the same as one of it. */
  readonly isCurrent: (profile: StandbyProfile) => boolean;
  /** Undefined where what is started cannot be a standby. `onProcess` is told before it settles either way, when there was a process. */
  readonly start: (profile: StandbyProfile, onProcess: (process: ProviderProcess) => void) => Promise<Standby | undefined>;
  /** Has it do something at once that means nothing. Never throws. */
  readonly wake: (standby: Standby) => void;
  /** What it writes is that provider's from then on. Rejects where it is known that the process has ended meanwhile. */
  readonly assign: (standby: Standby, to: Assignment) => Promise<void>;
  /** One has died that nobody told to. */
  readonly lost: (facts: Readonly<Record<string, unknown>>) => void;
}

/** From a load to the start of what replaces its standby: by then what waited for the load is served. */
export const REFILL_AFTER_MS = 100;

interface Held {
  readonly profile: StandbyProfile;
  /** The longest waiting first. */
  readonly waiting: { readonly standby: Standby; readonly sinceMs: number }[];
  losses: Losses;
  /** What the latest of them had of memory, once one was there. */
  bytes: number;
}

export class StandbyPool {
  readonly #tools: StandbyPoolTools;
  /** The latest used last. */
  readonly #held = new Map<string, Held>();
  /** Those that are being handed over. */
  readonly #leaving = new Set<Standby>();
  /** Ends that are under way. */
  readonly #ends = new Set<Promise<unknown>>();
  /** At most one is started at a time: it has to take no processor from those who serve. */
  #starting: Promise<void> | undefined;
  #startingProcess: ProviderProcess | undefined;
  #timer: { readonly dueMs: number; readonly timer: Timer } | undefined;
  #isStopped = false;

  constructor(tools: StandbyPoolTools) {
    this.#tools = tools;
  }

  /** The processes that wait. */
  get waiting(): readonly ProviderProcess[] {
    return [...this.#held.values()].flatMap(({ waiting }) => waiting.map(({ standby }) => standby.process));
  }

  /** A load begins, which may take the one that is likeliest to fit: it is woken meanwhile, since a process that has slept for long takes its time. */
  wake(): void {
    const { standby } = [...this.#held.values()].findLast(({ waiting }) => waiting.length > 0)?.waiting[0] ?? {};
    if (standby !== undefined) this.#tools.wake(standby);
  }

  /** One of that profile, which is that provider's from then on. Undefined where there is none, or it died while it was taken. Never rejects. */
  async take({ key }: StandbyProfile, to: Assignment): Promise<Standby | undefined> {
    const held = this.#held.get(key);
    const taken = held?.waiting.shift();
    if (held === undefined || taken === undefined) return undefined;
    const { standby } = taken;
    this.#leaving.add(standby);
    try {
      await this.#tools.assign(standby, to);
      if (!standby.connection.isClosed && !this.#isStopped) {
        held.losses = NO_LOSSES;
        return standby;
      }
    } catch (error) {
      if (!isProviderError(error)) throw error;
    } finally {
      this.#leaving.delete(standby);
    }
    await this.#lose(held, standby, taken.sinceMs);
    return undefined;
  }

  /** One that was taken has died before anything of the author's ran in it. Settles when it is seen dead. */
  async diedUnbegun({ key }: StandbyProfile, standby: Standby): Promise<void> {
    await this.#lose(this.#held.get(key), standby, this.#tools.clock.nowMs());
  }

  /** A provider of that profile was loaded, in whatever way: a little later there are to be standbys for the next. */
  used(profile: StandbyProfile): void {
    if (this.#isStopped) return;
    const held = this.#held.get(profile.key) ?? { profile, waiting: [], losses: NO_LOSSES, bytes: 0 };
    held.losses = afterLoad(held.losses);
    this.#held.delete(profile.key);
    this.#held.set(profile.key, held);
    for (const key of [...this.#held.keys()].slice(0, -STANDBYS_AT_MOST)) this.#drop(key);
    this.#tendIn(REFILL_AFTER_MS);
  }

  /** The setting was edited, or a registration has gone: ends what is too many at once, starts what is missing. */
  tend(): void {
    if (this.#isStopped) return;
    for (const [key, { profile }] of this.#held) if (!this.#tools.isCurrent(profile)) this.#drop(key);
    const wanted = allot([...this.#held.keys()].reverse(), this.#tools.count());
    for (const [key, { waiting }] of this.#held) for (const { standby } of waiting.splice(wanted.get(key)!)) void this.#end(standby.process);
    const leftBytes = this.#fit();
    if (this.#starting !== undefined) return; // Looked at again when that one is there.
    const nowMs = this.#tools.clock.nowMs();
    const missing = [...this.#held].filter(([key, held]) => held.waiting.length < wanted.get(key)! && held.bytes <= leftBytes).map(([, held]) => held).reverse();
    const next = missing.find(({ losses }) => nextStartMs(losses) <= nowMs);
    if (next !== undefined) return this.#start(next);
    const soonestMs = Math.min(...missing.map(({ losses }) => nextStartMs(losses)));
    if (soonestMs !== Infinity) this.#tendIn(soonestMs - nowMs);
  }

  /** Ends what has more memory than it may, those of the profile that was used longest ago first. What is left of the room; less than nothing where there is none at all. */
  #fit(): number {
    const roomBytes = this.#tools.roomBytes();
    const all = [...this.#held.values()].reverse().flatMap((held) => held.waiting.map((one) => ({ held, one, bytes: (held.bytes = this.#tools.privateBytes(one.standby.process)) })));
    const kept = fitting(all.map(({ bytes }) => bytes), roomBytes);
    for (const { held, one } of all.slice(kept)) {
      held.waiting.splice(held.waiting.indexOf(one), 1);
      void this.#end(one.standby.process);
    }
    return roomBytes === 0 ? -1 : all.slice(0, kept).reduce((left, { bytes }) => left - bytes, roomBytes);
  }

  /** Ends all of them at once; none is started or handed over after it. Settles when they are seen dead. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#timer?.timer.cancel();
    const processes = [...this.waiting, ...[...this.#leaving].map(({ process }) => process), ...(this.#startingProcess === undefined ? [] : [this.#startingProcess])];
    this.#held.clear();
    for (const process of processes) void this.#end(process);
    await Promise.all([...this.#ends, this.#starting]);
  }

  #start(held: Held): void {
    const onProcess = (process: ProviderProcess): void => {
      this.#startingProcess = process;
      if (this.#isStopped) void this.#end(process);
    };
    this.#starting = this.#tools.start(held.profile, onProcess).then(
      (standby) => (standby === undefined ? this.#unfit(held) : this.#arrived(held, standby)),
      (error: unknown) => this.#failed(held, error),
    ).then(() => {
      this.#starting = undefined;
      this.#startingProcess = undefined;
      this.tend();
    });
  }

  #arrived(held: Held, standby: Standby): void {
    if (this.#isStopped || this.#held.get(held.profile.key) !== held) return void this.#end(standby.process);
    const sinceMs = this.#tools.clock.nowMs();
    held.waiting.push({ standby, sinceMs });
    void standby.over.then(async () => {
      const at = held.waiting.findIndex((one) => one.standby === standby);
      if (at < 0) return; // It was taken, or told to go.
      held.waiting.splice(at, 1);
      await this.#lose(held, standby, sinceMs);
      this.tend();
    });
  }

  async #unfit(held: Held): Promise<void> {
    held.losses = NEVER_AGAIN;
    if (this.#startingProcess !== undefined) await this.#end(this.#startingProcess);
  }

  async #failed(held: Held, error: unknown): Promise<void> {
    if (!isProviderError(error)) throw error;
    const process = this.#startingProcess;
    held.losses = afterLoss(held.losses, this.#tools.clock.nowMs(), 0);
    if (process !== undefined) await this.#end(process);
    this.#tellLoss(held.losses, { ...(process === undefined ? {} : { pid: process.pid }), error: error.message });
  }

  async #lose(held: Held | undefined, { process }: Standby, sinceMs: number): Promise<void> {
    const waitedMs = Math.round(this.#tools.clock.nowMs() - sinceMs);
    const losses = afterLoss(held?.losses ?? NO_LOSSES, this.#tools.clock.nowMs(), waitedMs);
    if (held !== undefined) held.losses = losses;
    await this.#end(process);
    const { code, signal, lastLines } = await process.exit;
    this.#tellLoss(losses, { pid: process.pid, code, signal, waitedMs, lastLines: lastLines.slice(-5) });
  }

  #tellLoss(losses: Losses, facts: Readonly<Record<string, unknown>>): void {
    if (this.#isStopped) return;
    const nextMs = nextStartMs(losses);
    const againInMs = nextMs === Infinity ? null : Math.max(0, Math.round(nextMs - this.#tools.clock.nowMs()));
    this.#tools.lost({ ...facts, inARow: losses.inARow, againInMs });
  }

  #drop(key: string): void {
    const held = this.#held.get(key)!;
    this.#held.delete(key);
    for (const { standby } of held.waiting.splice(0)) void this.#end(standby.process);
  }

  async #end(process: ProviderProcess): Promise<void> {
    const end = process.end(0);
    this.#ends.add(end);
    await end;
    this.#ends.delete(end);
  }

  /** Tends in so long, or sooner where that was meant already. */
  #tendIn(delayMs: number): void {
    const dueMs = this.#tools.clock.nowMs() + delayMs;
    if (this.#timer !== undefined && this.#timer.dueMs <= dueMs) return;
    this.#timer?.timer.cancel();
    const timer = this.#tools.clock.after(delayMs, () => {
      this.#timer = undefined;
      this.tend();
    });
    this.#timer = { dueMs, timer };
  }
}
