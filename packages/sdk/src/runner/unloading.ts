/**
 * The provider's say in when it is unloaded: MI's pair with results as values, holds, and keepWarm, all in one book that the host is told of.
 * It lasts one life. What the book says is `refusals.ts`'s affair; when the host unloads is the host's.
 */
import { ProviderError, RefuseUnloadFromProvider, RequestUnloadFromProvider, excerpt } from '@provost/protocol';
import type { Hold, KeptWarm, UnloadResult } from '../define/contexts.js';
import { wordsOf } from '../dispatch/thrown.js';
import type { Clock } from './clock.js';
import type { HostLine } from './host-line.js';
import { MOST_REFUSALS, Refusals, type Change, type Refusal } from './refusals.js';
import { Warmth, msOf } from './warmth.js';

/** A context, as far as a refusal has to know it. */
export interface Refuser {
  readonly id: string;
  /** What it is at, for operators: `Note.append`, `load`. */
  readonly what: string;
  /** Its request has been answered, its job is done, its life is over. */
  readonly isOver: boolean;
}

/** What it speaks by. */
export interface UnloadingSurroundings {
  readonly provider: string;
  readonly line: Pick<HostLine, 'notify' | 'isClosed'>;
  readonly clock: Clock;
  /** Nobody would unload it: whatever refuses is answered as ever, and nothing is held and nobody told. */
  readonly isDecoupled?: boolean;
}

const nothing = (): void => undefined;
const HOLDS_NOTHING: Hold = { end: nothing, [Symbol.dispose]: nothing };
const KEPT_BY_ITSELF: KeptWarm = { end: nothing };

/** Words are for operators; they never cost a frame. */
const LONGEST_WORDS = 1000;

export class Unloading {
  readonly #around: UnloadingSurroundings;
  readonly #refusals = new Refusals();
  #warmth: Warmth | undefined;
  #underWay = 0;
  #isClosed = false;

  constructor(around: UnloadingSurroundings) {
    this.#around = around;
  }

  /** The contexts that refuse. */
  get refusing(): string[] {
    return this.#refusals.contexts;
  }

  /** The same, with what a host has to know of each. */
  get refused(): Refusal[] {
    return this.#refusals.all;
  }

  /** Something that keeps the provider warm begins. */
  began(): void {
    this.#underWay++;
    this.#warmth?.used();
  }

  /** It is over. */
  ended(): void {
    this.#underWay--;
    this.#warmth?.used();
  }

  /** MI's RefuseUnload. Never throws. */
  refuse(by: Refuser | undefined, why?: unknown): UnloadResult {
    const result = this.#mayRefuse(by);
    if (result === 'OK' && by !== undefined && this.#around.isDecoupled !== true) this.#tell(this.#refusals.refuse(by.id, by.what, why === undefined ? undefined : asWords(why)));
    return result;
  }

  /** MI's RequestUnload. Never throws. */
  request(by: Refuser | undefined): UnloadResult {
    if (by !== undefined && this.#around.isDecoupled === true) return 'OK';
    if (by === undefined || !this.#refusals.isFlagged(by.id)) return 'INVALID_PARAMETER';
    this.#tell(this.#refusals.request(by.id));
    return 'OK';
  }

  /** A hold of that context. Throws where it may not refuse. */
  hold(by: Refuser, why?: unknown): Hold {
    const result = this.#mayRefuse(by);
    if (result !== 'OK') throw refusalFault(result, by, this.#around.provider);
    if (this.#around.isDecoupled === true) return HOLDS_NOTHING;
    const reason = { why: why === undefined ? undefined : asWords(why) };
    this.#tell(this.#refusals.add(by.id, by.what, reason));
    const end = (): void => { this.#tell(this.#refusals.remove(by.id, reason)); };
    return { end, [Symbol.dispose]: end };
  }

  /** Keeps the provider warm until that long after the last request; 0 ends it. Throws what is wrong with the duration, or as `hold`. */
  keepWarm(duration: number | string): KeptWarm {
    if (this.#around.isDecoupled === true) {
      msOf(duration);
      return KEPT_BY_ITSELF;
    }
    const warmth = (this.#warmth ??= new Warmth(this.#around.clock, this, () => this.#underWay > 0));
    warmth.keep(duration);
    return warmth;
  }

  /** It has been told to let go: nothing refuses any more, and nothing can. */
  close(): void {
    this.#isClosed = true;
    this.#warmth?.end();
    this.#refusals.clear();
  }

  #mayRefuse(by: Refuser | undefined): UnloadResult {
    if (by === undefined || by.isOver) return 'INVALID_PARAMETER';
    if (this.#isClosed || this.#around.line.isClosed) return 'FAILED';
    return this.#refusals.hasRoomFor(by.id) ? 'OK' : 'SERVER_LIMITS_EXCEEDED';
  }

  #tell(change: Change): void {
    if (change === undefined || this.#isClosed) return;
    if (change.name === 'refused') this.#around.line.notify(RefuseUnloadFromProvider, change.refusal);
    else this.#around.line.notify(RequestUnloadFromProvider, { context: change.context });
  }
}

function asWords(why: unknown): string {
  return excerpt(typeof why === 'string' ? why : wordsOf(why), LONGEST_WORDS);
}

function refusalFault(result: Exclude<UnloadResult, 'OK'>, { id, what }: Refuser, provider: string): ProviderError {
  const [message, remedy] = {
    INVALID_PARAMETER: [`Context ${id} (${what}) is finished, so it cannot hold provider "${provider}".`, 'Hold while the request is open, or begin work that outlives it with context.background.'],
    FAILED: [`Provider "${provider}" has been told to let go or has lost its host; nothing can hold it any more.`, 'Stop: context.signal is aborted by then.'],
    SERVER_LIMITS_EXCEEDED: [`${MOST_REFUSALS} contexts hold provider "${provider}" already, which is the limit (refusals).`, 'End holds that are not needed, or hold by one context: the load\'s.'],
  }[result] as [string, string];
  return new ProviderError(result, { provider }, { message, remedy });
}
