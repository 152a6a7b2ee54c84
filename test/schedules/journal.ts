/** Reads the host's events and checks, in their order, what may follow upon what, and each end against the process itself. */
import { parseDuration, type HostEvent } from '@provost/protocol';
import { isRunning } from './cell-process.js';
import type { Stage } from './stage.js';

/** A life as its events tell it. `leaving`: told to release, or being ended. */
interface Told {
  state: 'loading' | 'serving' | 'leaving' | 'client';
}

const ENDS = ['unloaded', 'crashed', 'load-failed', 'client-ended'];
/** A sweep that would just miss one waits so long for it. */
const NEARLY_DUE_MS = 5;

export class Journal {
  /** When the latest load of the cell began. */
  loadBeganMs = 0;
  /** The same in real time. */
  loadBeganRealMs = 0;
  /** How it stands with the ClearAfter that holds: what it is, and since when. */
  clearAfterMs = Infinity;
  editedMs = 0;
  /** The latest events, for who has to find out what went wrong. */
  readonly latest: string[] = [];
  readonly #stage: Stage;
  readonly #startedMs: number;
  readonly #lives = new Map<string, Map<number, Told>>();

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#startedMs = stage.clock.wallMs();
  }

  hear(event: HostEvent): void {
    const { type, provider, generation, pid } = event;
    const atMs = Date.parse(event.at) - this.#startedMs;
    this.latest.push(`${atMs} ms: ${JSON.stringify({ ...event, at: undefined, seq: undefined, lastLines: undefined })}`);
    if (type === 'cache-changed') {
      this.clearAfterMs = event['to'] === 'never' ? Infinity : parseDuration(String(event['to'])) as number;
      this.editedMs = atMs;
    }
    if (provider === undefined || generation === undefined) return;
    this.#stage.tally.told(event);
    const lives = this.#livesOf(provider);
    if (type === 'loading') this.#loads(event, lives, atMs);
    else if (type === 'loaded' || type === 'unload-refused') this.#serves(generation, pid, lives, atMs);
    else if (type === 'releasing') this.#releases(event, lives, atMs);
    else if (type === 'unloaded' && event['staysAs'] !== undefined) lives.set(generation, { state: 'client' });
    else if (ENDS.includes(type)) this.#ends(event, lives);
  }

  #livesOf(provider: string): Map<number, Told> {
    const known = this.#lives.get(provider);
    if (known !== undefined) return known;
    const lives = new Map<number, Told>();
    this.#lives.set(provider, lives);
    return lives;
  }

  /** P1, P2: one load at a time, and nothing else alive but clients unless overlap is allowed. */
  #loads({ provider, generation }: HostEvent, lives: Map<number, Told>, atMs: number): void {
    for (const [other, { state }] of lives) {
      if (other === generation || state === 'client') continue;
      // One that was told to go before it had begun is ended without a word of it before its end.
      this.#stage.expect('P1', state !== 'loading' || !this.#stage.isCalm, () => `generation ${generation} of ${provider} is loaded while ${other} is loading`);
      this.#stage.expect('P2', this.#stage.mayOverlap(provider as string), () => `generation ${generation} of ${provider} is loaded while ${other} is ${state}`);
    }
    lives.set(generation as number, { state: 'loading' });
    if (provider !== 'cell') return;
    this.loadBeganMs = atMs;
    this.loadBeganRealMs = performance.now();
  }

  #serves(generation: number, pid: number | undefined, lives: Map<number, Told>, atMs: number): void {
    lives.set(generation, { state: 'serving' });
    const process = this.#stage.processOf(pid);
    if (process !== undefined) process.usedMs = Math.max(process.usedMs, atMs);
  }

  /** P3, P4, P6: an idle release in its window, and nothing open that the host knows of. */
  #releases(event: HostEvent, lives: Map<number, Told>, atMs: number): void {
    const { provider, generation, pid, reason } = event;
    const idleMs = event['idleMs'] as number | undefined;
    lives.set(generation as number, { state: 'leaving' });
    if (reason !== 'idle' || idleMs === undefined) return; // A client ends when it likes, also when it was just wanted.
    const words = `generation ${generation} of ${provider} (pid ${pid}) is released for idleness`;
    const quietMs = Math.min(idleMs, atMs - this.editedMs);
    const id = quietMs === idleMs ? 'P3' : 'P4';
    this.#stage.expect(id, quietMs >= this.clearAfterMs, () => `${words} after ${quietMs} ms, before ClearAfter (${this.clearAfterMs} ms) has passed`);
    this.#stage.expect(id, quietMs <= latest(this.clearAfterMs), () => `${words} after ${quietMs} ms, later than twice ClearAfter (${this.clearAfterMs} ms)`);
    const process = this.#stage.processOf(pid);
    if (process === undefined) return;
    this.#stage.expect('P3', atMs - process.usedMs >= this.clearAfterMs, () => `${words} ${atMs - process.usedMs} ms after its last use, before ClearAfter (${this.clearAfterMs} ms) has passed`);
    this.#stage.expect('P6', process.running.size === 0, () => `${words} while it is at work on ${[...process.running].join(', ')}`);
    // One that hangs cannot say that it has its answer, which may be that the time was over.
    const calls = process.isHung ? [] : [...process.calls].filter((n) => this.#stage.callers.of(n)?.isAtWork === true);
    this.#stage.expect('P6', calls.length === 0, () => `${words} while its own calls ${calls.join(', ')} are at work`);
    this.#stage.expect('P6', process.refusing.size === 0 || !process.isHeldKnown, () => `${words} although the host knows that ${[...process.refusing].join(', ')} refuse`);
  }

  /** P7, P8: whatever the host calls gone is dead, all of it; and only what was harmed crashes. */
  #ends(event: HostEvent, lives: Map<number, Told>): void {
    const { type, provider, generation, pid } = event;
    const words = `generation ${generation} of ${provider} (pid ${pid}): ${type}`;
    lives.delete(generation as number);
    if (pid === undefined) return;
    const process = this.#stage.processOf(pid);
    this.#stage.expect('P7', process === undefined ? !isRunning(pid) : !process.isAlive, () => `${words}, and its process runs`);
    const child = process?.child;
    if (type === 'unloaded') this.#stage.expect('P7', child === undefined || !isRunning(child), () => `${words}, and process ${child}, which it had started, runs`);
    if (type === 'crashed') this.#stage.expect('P8', this.#stage.deeds.isHarmed(pid), () => `${words}, and nothing was done to it`);
    // One that is stopped without time to let go is killed, as all are.
    if (provider === 'neighbour' && !this.#stage.isStopping) this.#stage.expect('P8', type === 'unloaded' && event['cause'] === 'released', () => `${words} (${String(event['cause'])}), by what was done to another`);
  }
}

/** The oldest that an idle provider gets. Where ClearAfter is nothing, a sweep still leaves a moment to the next. */
export function latest(clearAfterMs: number): number {
  return 2 * clearAfterMs + NEARLY_DUE_MS;
}
