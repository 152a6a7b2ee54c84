/** A provider's process, as it is and as the host's surroundings know it. Which steps it takes is in `steps/`. */
import type { UnloadReason } from '@provost/protocol';
import type { Message, ToHost, ToProcess } from './messages.js';

/**
 * `absent`: not started yet. `born`: up, the author's code not run. `leaving`: it has begun to let go. `over`: it has let go and will exit.
 */
export type Phase = 'absent' | 'born' | 'initialising' | 'serving' | 'leaving' | 'over' | 'client' | 'dead';

export const PHASES: readonly Phase[] = ['absent', 'born', 'initialising', 'serving', 'leaving', 'over', 'client', 'dead'];

/** As `activation/early-call.ts` has it; `open`: not known yet. */
export type Fate = 'open' | 'begun' | 'not-begun' | 'unknown';

export const FATES: readonly Fate[] = ['open', 'begun', 'not-begun', 'unknown'];

const NO_WORDS: readonly never[] = [];

/** Its arrays are never changed in place, so that copies may share them. */
export class Process {
  readonly life: number;
  /** Which registration it was loaded from. */
  readonly version: number;

  // As it is.
  phase: Phase;
  /** Does nothing any more until it is killed. */
  isHung: boolean;
  /** A signal is on its way. */
  isKilled: boolean;
  /** It has closed its end of the channel and lives on. */
  hasClosed: boolean;
  /** Will stay as a client once it has let go. */
  stays: boolean;
  /** The system has told it to end. */
  isTerminated: boolean;
  /** Lets go without having been asked. */
  leavesByItself: boolean;
  /** Something went wrong with it, by no doing of the host. */
  isAtFault: boolean;
  /** Contexts that refuse, a bit each. */
  refusals: number;
  /** Requests that run, a bit each. */
  running: number;
  /** Requests that it did not wait for when it let go, a bit each. */
  late: number;
  /** A request that came behind initialize and has not begun, a bit. */
  kept: number;
  /** Its own calls that are open. */
  calls: number;
  toProcess: readonly Message<ToProcess>[];
  toHost: readonly Message<ToHost>[];
  /** Its end of the channel: `cut` where the host is gone and it has not noticed, `none` where it looks for one. */
  line: 'up' | 'cut' | 'none';
  /** Obeys the host that is there, and speaks to it: an orphan does not. */
  obeys: boolean;
  /** Another host than the one that asked for it waits for the load. */
  isLoadInherited: boolean;
  /** Requests of earlier hosts, a bit each: it says of them that they have returned, and no more. */
  inherited: number;

  // As the host's surroundings know it.
  channel: 'none' | 'open' | 'closed';
  isExitSeen: boolean;
  isTreeEnding: boolean;
  timer: 'none' | 'release' | 'channel';
  /** Being initialised although it was a client, which fails as a call does. */
  isAgain: boolean;
  /** Initialize is about to be sent to a client. */
  isPreparing: boolean;
  /** How its load went has been entered. */
  isLoadTold: boolean;
  /** Why it was told to release, where it has neither refused nor been initialised since. */
  releasedFor: UnloadReason | undefined;
  /** What the host has heard of refusals, a bit each. */
  heard: number;
  /** What the host knows of the request that it has sent behind initialize. */
  fate: Fate;
  /** Calls that the host has not answered. */
  callsHeard: number;
  /** A sweep looks at it. */
  isWatched: boolean;
  /** For how many ticks nothing has been open on it. */
  quietTicks: number;
  /** It is an edit of ClearAfter that they are counted from. */
  isSinceEdit: boolean;
  /** `expected`: an earlier host has left it, and it has not dialled this one. `asked`: it has, and is to say where it stands. */
  adoption: 'none' | 'expected' | 'asked';
  /** Requests of earlier hosts that the host counts as open, a bit each. */
  owed: number;
  /** An earlier host has left it and this one does not take it: no life of the slot. */
  isLeftBehind: boolean;

  /** A new one, or a copy. */
  constructor(life: number, version: number, from?: Process) {
    this.life = life;
    this.version = version;
    this.phase = from?.phase ?? 'absent';
    this.isHung = from?.isHung ?? false;
    this.isKilled = from?.isKilled ?? false;
    this.hasClosed = from?.hasClosed ?? false;
    this.stays = from?.stays ?? false;
    this.isTerminated = from?.isTerminated ?? false;
    this.leavesByItself = from?.leavesByItself ?? false;
    this.isAtFault = from?.isAtFault ?? false;
    this.refusals = from?.refusals ?? 0;
    this.running = from?.running ?? 0;
    this.late = from?.late ?? 0;
    this.kept = from?.kept ?? 0;
    this.calls = from?.calls ?? 0;
    this.toProcess = from?.toProcess ?? NO_WORDS;
    this.toHost = from?.toHost ?? NO_WORDS;
    this.line = from?.line ?? 'none';
    this.obeys = from?.obeys ?? true;
    this.isLoadInherited = from?.isLoadInherited ?? false;
    this.inherited = from?.inherited ?? 0;
    this.channel = from?.channel ?? 'none';
    this.isExitSeen = from?.isExitSeen ?? false;
    this.isTreeEnding = from?.isTreeEnding ?? false;
    this.timer = from?.timer ?? 'none';
    this.isAgain = from?.isAgain ?? false;
    this.isPreparing = from?.isPreparing ?? false;
    this.isLoadTold = from?.isLoadTold ?? false;
    this.releasedFor = from?.releasedFor;
    this.heard = from?.heard ?? 0;
    this.fate = from?.fate ?? 'open';
    this.callsHeard = from?.callsHeard ?? 0;
    this.isWatched = from?.isWatched ?? false;
    this.quietTicks = from?.quietTicks ?? 0;
    this.isSinceEdit = from?.isSinceEdit ?? false;
    this.adoption = from?.adoption ?? 'none';
    this.owed = from?.owed ?? 0;
    this.isLeftBehind = from?.isLeftBehind ?? false;
  }

  /** Whether it is there and does what it does. */
  get isActing(): boolean {
    return this.phase !== 'absent' && this.phase !== 'dead' && !this.isHung;
  }

  /** Whether the author's code has run in it and it has not ended. */
  get isInitialised(): boolean {
    return this.phase === 'initialising' || this.phase === 'serving' || this.phase === 'leaving' || this.phase === 'over';
  }

  /** Says something to the host, where that still can be heard. */
  say(message: Message<ToHost>): void {
    if (this.channel === 'open' && this.obeys) this.toHost = [...this.toHost, message];
  }

  /** The host says something to it. Who does not read is spared the queue. */
  send(message: Message<ToProcess>): void {
    if (this.channel === 'open' && this.isActing) this.toProcess = [...this.toProcess, message];
  }

  /** Its idle time begins anew. */
  begin(isEdited = false): void {
    this.quietTicks = 0;
    this.isSinceEdit = isEdited;
  }

  /** Does nothing more, and reads nothing. */
  hang(): void {
    this.isHung = true;
    this.toProcess = NO_WORDS;
  }

  /** Its end, whatever the cause. What it has said stays in the channel. */
  die(): void {
    this.phase = 'dead';
    this.isHung = this.isKilled = this.stays = this.hasClosed = false;
    this.refusals = this.running = this.late = this.kept = this.inherited = this.calls = 0;
    this.isLoadInherited = false;
    this.toProcess = NO_WORDS;
  }
}
