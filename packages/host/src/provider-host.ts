/**
 * The front page. A request goes: server -> door -> operations -> slot.acquire (join or load) -> lease.call -> [wire] -> author's function
 * -> rows or result back -> lease.end. An unload goes: sweep -> lifecycle says due -> detached -> release [wire] -> exit seen in time,
 * or the tree killed and its exit seen -> record deleted -> event 'unloaded'.
 */
import { ProviderError, Register, Stop, type Caller, type Door, type RegisterParams, type RegistrationView } from '@provost/protocol';
import { resolve } from 'node:path';
import { assemble, type Assembled } from './assemble.js';
import { assembleDamaged, isDamage, type DamagedHost } from './assemble-damaged.js';
import type { Clock } from './clock.js';
import { systemClock } from './clock.js';
import { answerConsumerRequests } from './door/consumer-requests.js';
import { answerCacheRequests } from './door/cache-requests.js';
import { HostDoor, RequestTable } from './door/host-door.js';
import { answerHostRequests } from './door/host-requests.js';
import { answerObjectRequests } from './door/object-requests.js';
import { answerInFlightRequests } from './door/in-flight-requests.js';
import { answerProviderRequests } from './door/provider-requests.js';
import { answerPushRequests } from './door/push-requests.js';
import { answerRegistrationRequests } from './door/registration-requests.js';
import { answerRepositoryRequests, answerStoreRequests } from './door/storage-requests.js';
import { answerWatchRequests } from './door/watch-requests.js';
import type { AskedFrom } from './operations/call-chain.js';
import { checkEmbedded } from './server/client-requests.js';
import type { StopOptions } from './stop-options.js';

export interface ProviderHostOptions {
  /** The state directory: one host each. Made where it is missing. */
  readonly state: string;
  /** Settings by key, as a person writes them; they win over those that were set and are not kept. `{ 'clear-after.object': '5s' }` */
  readonly settings?: Readonly<Record<string, string>>;
  /** Whether it is a daemon of its own rather than part of an application; only `provost status` tells the difference. */
  readonly daemon?: boolean;
  /** Whether its providers, should it be lost, wait for the next host of this state directory to adopt them. By default those of a daemon do; those of an application end with it. */
  readonly adopts?: boolean;
  /** Comes up also where its repository is damaged: then it listens, says what is wrong and can be stopped, and refuses all else with STORE_FAILED. By default `start` rejects. */
  readonly evenDamaged?: boolean;
  /** For tests: a clock that moves when told. */
  readonly clock?: Clock;
}

export class ProviderHost {
  readonly state: string;
  /** Settles when the host has stopped, for whatever reason it was asked to. Never rejects. */
  readonly stopped: Promise<void>;
  readonly #options: ProviderHostOptions;
  readonly #table = new RequestTable();
  #starting: Promise<void> | undefined;
  #parts: Assembled | undefined;
  #damaged: DamagedHost | undefined;
  #repositoryFault: ProviderError | undefined;
  #stopping: Promise<void> | undefined;
  #settleStopped!: () => void;

  /** Throws INVALID_PARAMETER where no state directory is named: the working directory is never meant by that. */
  constructor(options: ProviderHostOptions) {
    if (typeof options?.state !== 'string' || options.state === '') {
      throw new ProviderError('INVALID_PARAMETER', {}, { message: 'A host needs a state directory.', remedy: "Name one: new ProviderHost({ state: './state' })." });
    }
    this.#options = options;
    this.state = resolve(options.state);
    this.stopped = new Promise((settle) => {
      this.#settleStopped = settle;
    });
  }

  /** What keeps the host from serving, where it came up although its repository is damaged. */
  get repositoryFault(): ProviderError | undefined {
    return this.#repositoryFault;
  }

  /** Claims the state directory and listens. Rejects with STATE_IN_USE when another host has it, and with STORE_FAILED when its repository cannot be opened. The second call joins the first; one after a stop rejects with SERVER_IS_SHUTTING_DOWN. */
  start(): Promise<void> {
    if (this.#stopping !== undefined) return Promise.reject(stoppedForGood());
    this.#starting ??= this.#start();
    return this.#starting;
  }

  async #start(): Promise<void> {
    const clock = this.#options.clock ?? systemClock;
    const embedded = this.#options.daemon !== true;
    const adopts = this.#options.adopts ?? !embedded;
    const requestStop = (options: StopOptions): void => void this.stop(options);
    const door = (caller: Caller, from?: AskedFrom): Door => new HostDoor(this.#table, caller, { from });
    const assembled = assemble({ state: this.state, settings: this.#options.settings ?? {}, embedded, adopts, clock, door, requestStop });
    let parts: Assembled;
    try {
      parts = await assembled;
    } catch (error) {
      if (this.#options.evenDamaged !== true || !isDamage(error)) throw error;
      this.#damaged = await assembleDamaged({ state: this.state, embedded, clock, table: this.#table, door, requestStop }, error);
      this.#repositoryFault = this.#damaged.fault;
      return;
    }
    this.#parts = parts;
    parts.emptied.addEventListener('abort', () => this.#table.stopped(), { once: true });
    answerObjectRequests(this.#table, parts);
    answerRegistrationRequests(this.#table, parts);
    answerProviderRequests(this.#table, parts);
    answerPushRequests(this.#table, parts);
    answerInFlightRequests(this.#table, parts);
    answerHostRequests(this.#table, parts);
    answerCacheRequests(this.#table, parts);
    answerConsumerRequests(this.#table, parts);
    answerRepositoryRequests(this.#table, parts.state);
    answerStoreRequests(this.#table, parts);
    answerWatchRequests(this.#table, parts);
    await parts.listen();
    parts.tellStart();
  }

  /** Where requests go in, for one caller: by default the application that the host is embedded in. */
  door(caller: Caller = { kind: 'embedder', pid: process.pid }): Door {
    return new HostDoor(this.#table, caller, { check: checkEmbedded });
  }

  /** Registers a provider from its folder or file: runs it once to read its classes. Again: updates it without losing a request. */
  async register(params: RegisterParams): Promise<RegistrationView> {
    const path: unknown = params?.path;
    const { registration } = await this.door().request(Register, typeof path === 'string' ? { ...params, path: resolve(path) } : params);
    return registration;
  }

  /** Releases all providers side by side, then closes. A second call joins the first, and with `timeoutMs: 0` leaves it no more time. Rejects with INVALID_PARAMETER where the options are none, and then nothing stops; never otherwise. */
  stop(options: StopOptions = {}): Promise<void> {
    try {
      checkEmbedded(Stop.method, options);
    } catch (error) {
      return Promise.reject(error as Error);
    }
    if (this.#stopping === undefined) this.#stopping = this.#stop(options);
    else if (options.timeoutMs === 0) void this.#started().then(() => this.#parts?.activations.hurry());
    return this.#stopping;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #stop(options: StopOptions): Promise<void> {
    await this.#started();
    this.#table.stopping();
    await this.#parts?.close(options);
    await this.#damaged?.close();
    this.#table.stopped();
    this.#settleStopped();
  }

  /** Settles when a start that was begun is over. One that failed has told its caller, and left nothing to stop. */
  async #started(): Promise<void> {
    await this.#starting?.catch(() => undefined);
  }
}

function stoppedForGood(): ProviderError {
  return new ProviderError('SERVER_IS_SHUTTING_DOWN', {}, { message: 'This host was stopped, and does not start again.', remedy: 'Make another one on the same state directory: new ProviderHost({ state }).' });
}
