/**
 * The host's side of the keeper: starts one when the first provider needs it, speaks with it, and knows what is lost with it.
 * Accepting its connection and checking its secret is left to the socket server, which asks {@link KeeperLink.expects}.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ACTIVATION_TAG_VARIABLE, BOOTSTRAP_FD_VARIABLE, Exited, ProviderError, isErrorOf, type AssignParams, type HelloParams, type SpawnParams } from '@provost/protocol';
import type { Connection } from '@provost/protocol/node';
import { systemClock, type Clock } from '../clock.js';
import { endTagged } from '../process/end-tree.js';
import { ExitWatch } from '../process/exit-watch.js';
import { currentBootId, identify } from '../process/identity.js';
import type { ProviderProcess, Spawner } from '../process/provider-process.js';
import { tagOf } from '../process/tags.js';
import { settlesWithin } from '../process/waiting.js';
import { HOST_VERSION } from '../version.js';
import { KEEPER_START_TIMEOUT_MS, awaitFirstCall, keeperFailure } from './first-call.js';
import { keeperLogPath } from './keeper-log.js';
import { KeeperPeer } from './keeper-peer.js';
import { readKnownKeepers, writeKnownKeepers } from './known-keepers.js';
import { RemoteProcess, type AwaitedExit, type RemoteIdentity } from './remote-process.js';
import { startKeeper } from './start-keeper.js';
import { TrackedExits } from './tracked-exits.js';

export interface KeeperLinkOptions {
  /** The host's socket. */
  readonly socket: string;
  readonly stateDirectory: string;
  /** Default 10 s. */
  readonly startTimeoutMs?: number;
  /** The keeper's program; by default the one that comes with this package. */
  readonly program?: string;
  readonly clock?: Clock;
}

/** What the end of a keeper took with it: the output of these activations from then on, and the code or signal with which they end. */
export interface KeeperLoss {
  /** Null where it ended with an earlier host, or before that. */
  readonly keeperPid: number | null;
  readonly activations: readonly string[];
  /** The provider that it was asked to start as it ended. */
  readonly asked?: string;
}

/** A keeper that looks for its host calls each 200 ms. One that never learns that this host was there would wait a minute for another. */
const CALL_PATIENCE_MS = 500;

/** One that keeps a process which cannot be ended stays, and is not waited for. What it still writes down takes some milliseconds. */
const LEAVE_PATIENCE_MS = 1_000;

/** Where `keeper.js` is, from `dist/keeper`. */
const KEEPER_PROGRAM = /* @__PURE__ */ fileURLToPath(new URL('../../bundle/keeper.js', import.meta.url));

export class KeeperLink implements Spawner {
  readonly #options: KeeperLinkOptions;
  readonly #clock: Clock;
  readonly #watch: ExitWatch;
  readonly #exits: TrackedExits;
  readonly #processes = new Map<string, RemoteIdentity>();
  readonly #keepers = new Map<string, KeeperPeer>();
  readonly #calls = new Map<string, () => void>();
  readonly #unwatchKeeper = new Map<string, () => void>();
  readonly #lossListeners = new Set<(loss: KeeperLoss) => void>();
  /** The processes that no keeper keeps any more, of which it was told. */
  readonly #unkept = new Set<string>();
  /** Settles when the keeper has called, or with KEEPER_LOST when it cannot, ends or stays silent. */
  #current: Promise<KeeperPeer> | undefined;
  #isStopped = false;

  constructor(options: KeeperLinkOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#watch = new ExitWatch(this.#clock);
    this.#exits = new TrackedExits(this.#clock, this.#watch, () => this.#keepers.size > 0);
  }

  /** Learns of the keepers of the last host on this state directory, so that they are taken when they call. Call it once, when the directory is ours. */
  resume(): void {
    for (const known of readKnownKeepers(this.#options.stateDirectory)) this.#awaitEnd(this.#add(new KeeperPeer(known)));
  }

  /** The SHA-256 (hexadecimal) of the secret with which a keeper of that id has to prove itself; undefined when none is expected. */
  expects(activation: string): string | undefined {
    return this.#keepers.get(activation)?.known.secretHash;
  }

  /** The pid of the keeper that spawns, or null when there is none at the moment. */
  get pid(): number | null {
    return [...this.#keepers.values()].findLast((keeper) => keeper.isConnected)?.known.pid ?? null;
  }

  /** Takes the connection of a keeper that has proved itself. Call it before its hello is answered. A second connection of one keeper replaces the first. */
  accept(connection: Connection, hello: HelloParams): void {
    const keeper = this.#keepers.get(hello.activation?.id ?? '');
    if (!keeper) {
      connection.close(new ProviderError('ACCESS_DENIED', {}, { message: 'No keeper of that id is expected.', remedy: 'Nothing needs to be done: it leaves by itself.' }));
      return;
    }
    connection.onRequest(Exited, (exit) => {
      keeper.exited(exit.activation);
      this.#processes.delete(exit.activation);
      this.#unkept.delete(exit.activation);
      this.#exits.told(exit);
      return {};
    });
    this.#unwatchKeeper.get(keeper.known.id)?.();
    keeper.attach(connection, hello.features);
    void connection.closed.then(() => this.#lineBroken(keeper, connection));
    void this.#welcome(keeper);
  }

  /** As {@link Spawner.spawn}; rejects with SERVER_IS_SHUTTING_DOWN after {@link stop}. Sets the tag and the bootstrap descriptor in the environment itself. */
  async spawn(params: SpawnParams): Promise<ProviderProcess> {
    const keeper = await this.#ready();
    const { activation } = params;
    const exit = this.#exits.of(activation);
    const environment = { ...params.environment, [BOOTSTRAP_FD_VARIABLE]: '3', [ACTIVATION_TAG_VARIABLE]: tagOf(activation, this.#options.stateDirectory) };
    try {
      const { pid, startTime } = await keeper.spawn({ ...params, environment });
      return this.#track({ activation, pid, startTime }, exit);
    } catch (error) {
      if (isErrorOf(error, 'KEEPER_LOST')) {
        await this.#forsake(keeper);
        await endTagged(tagOf(activation, this.#options.stateDirectory), this.#clock); // It may have been started all the same, with nobody to end it.
        for (const listener of this.#lossListeners) listener({ keeperPid: keeper.known.pid, activations: [], asked: params.provider });
      }
      this.#exits.forget(activation);
      throw error;
    }
  }

  /**
   * A process that was started ahead is that provider's from here on: what it writes goes to that log. In the keeper and in its tag it keeps the name
   * that it was spawned under. Settles when the keeper has to be waited for no more: one that holds its output until then need not be at all. Rejects where it is known that
   * it has ended, or its keeper has.
   */
  async assign(params: AssignParams): Promise<void> {
    const keeper = [...this.#keepers.values()].find(({ kept }) => kept.has(params.activation));
    if (keeper?.holdsOutput === true && keeper.isConnected) return void keeper.assign(params).catch(() => undefined); // The end of the process, or of the keeper, is told by itself.
    if (!keeper) throw new ProviderError('NOT_FOUND', {}, { message: `Process ${params.activation} is kept by no keeper.` });
    await keeper.assign(params);
  }

  /** A process that the last host had started; `identity.activation` is the name that it was spawned under. Its exit carries code and signal when its keeper is still there to tell them. */
  adopt(identity: RemoteIdentity): ProviderProcess {
    const exit = this.#exits.of(identity.activation);
    const process = this.#track(identity, exit);
    const isKept = [...this.#keepers.values()].some((keeper) => keeper.isConnected && keeper.kept.has(identity.activation));
    if (!isKept) this.#exits.watch(identity);
    return process;
  }

  /** An earlier host's process is adopted: where its keeper has ended before this host was there, that is told now. */
  adopted(activation: string): void {
    this.#tellUnkept(null, (name) => name === activation);
  }

  /** Tells when a keeper has ended with processes in its care. Returns how to stop listening. */
  onLost(listener: (loss: KeeperLoss) => void): () => void {
    this.#lossListeners.add(listener);
    return () => void this.#lossListeners.delete(listener);
  }

  /**
   * Lets every keeper leave once it keeps nothing, and waits for the end of those that can; one of an earlier host that has not called yet is given
   * a moment to. Idempotent; never rejects.
   * Nothing is spawned after it, and exits that only /proc could tell are no longer looked for.
   */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#current?.catch(() => undefined);
    await Promise.all([...this.#keepers.values()].map(async (keeper) => {
      await settlesWithin(this.#clock, keeper.called, CALL_PATIENCE_MS);
      if (await keeper.retire()) await settlesWithin(this.#clock, this.#gone(keeper), LEAVE_PATIENCE_MS);
    }));
    this.#watch.close();
  }

  #gone({ exit, known }: KeeperPeer): Promise<unknown> {
    return exit ?? new Promise<void>((resolve) => void this.#watch.watch(known, resolve));
  }

  /** Lets go of the keepers without ending them: they keep what they have for the next host. */
  leave(): void {
    this.#isStopped = true;
    this.#watch.close();
  }

  #track(identity: RemoteIdentity, exit: AwaitedExit): RemoteProcess {
    if (!exit.hasSettled) this.#processes.set(identity.activation, identity);
    const { activation } = identity;
    const tellKeeper = async (orphanAfterMs: number, releaseTimeoutMs?: number): Promise<void> => {
      const keepers = [...this.#keepers.values()].filter(({ kept }) => kept.has(activation));
      await Promise.all(keepers.map((keeper) => keeper.initialized(activation, orphanAfterMs, releaseTimeoutMs)));
    };
    return new RemoteProcess(identity, exit, { tag: tagOf(activation, this.#options.stateDirectory), clock: this.#clock, tellKeeper });
  }

  async #ready(): Promise<KeeperPeer> {
    if (this.#isStopped) throw new ProviderError('SERVER_IS_SHUTTING_DOWN');
    this.#current ??= this.#start().catch((cause: unknown) => {
      throw keeperFailure(cause, keeperLogPath(this.#options.stateDirectory));
    });
    const current = this.#current;
    try {
      return await current;
    } catch (error) {
      if (this.#current === current) this.#current = undefined;
      throw error;
    }
  }

  async #start(): Promise<KeeperPeer> {
    const { program = KEEPER_PROGRAM, socket, stateDirectory, startTimeoutMs = KEEPER_START_TIMEOUT_MS } = this.#options;
    const activation = { id: `keeper-${randomUUID()}`, secret: randomBytes(32).toString('base64url') };
    const child = startKeeper({ program, bootstrap: { socket, activation }, stateDirectory, version: HOST_VERSION });
    const pid = child.pid ?? 0;
    const secretHash = createHash('sha256').update(activation.secret).digest('hex');
    const startTime = identify(pid)?.startTime ?? 0;
    const keeper = this.#add(new KeeperPeer({ id: activation.id, secretHash, pid, startTime, bootId: currentBootId() }, once(child, 'exit')));
    const called = new Promise<void>((resolve) => this.#calls.set(activation.id, resolve));
    try {
      // Those that have ended are left out when the file is read.
      writeKnownKeepers(stateDirectory, [...this.#keepers.values()].map(({ known }) => known));
      await awaitFirstCall(child, called, this.#clock, startTimeoutMs);
      return keeper;
    } catch (error) {
      this.#keepers.delete(activation.id);
      child.kill('SIGKILL'); // By its handle, which does nothing once it was reaped.
      throw error;
    } finally {
      this.#calls.delete(activation.id);
    }
  }

  #add(keeper: KeeperPeer): KeeperPeer {
    this.#keepers.set(keeper.known.id, keeper);
    return keeper;
  }

  /** One keeper is enough: one that calls while another serves keeps what it has and then leaves. */
  async #welcome(keeper: KeeperPeer): Promise<void> {
    const isFirstCall = this.#calls.has(keeper.known.id);
    this.#calls.get(keeper.known.id)?.();
    if (isFirstCall) return;
    await keeper.learnKept();
    for (const activation of keeper.kept) this.#exits.unwatch(activation);
    if (!this.#current && !this.#isStopped) this.#current = Promise.resolve(keeper);
    else if ((await this.#current?.catch(() => undefined)) !== keeper) await keeper.retire();
  }

  /** Its end is seen, or it calls again; meanwhile the next spawn starts another. */
  async #lineBroken(keeper: KeeperPeer, connection: Connection): Promise<void> {
    if (keeper.connection !== connection) return;
    await this.#forsake(keeper);
    if (!keeper.isConnected && !this.#isStopped) this.#awaitEnd(keeper);
  }

  /** The next spawn does not go to that keeper. */
  async #forsake(keeper: KeeperPeer): Promise<void> {
    const current = this.#current;
    if ((await current?.catch(() => undefined)) === keeper && this.#current === current) this.#current = undefined;
  }

  #awaitEnd(keeper: KeeperPeer): void {
    this.#unwatchKeeper.set(keeper.known.id, this.#watch.watch(keeper.known, () => this.#lose(keeper)));
  }

  #lose(keeper: KeeperPeer): void {
    this.#keepers.delete(keeper.known.id);
    this.#unwatchKeeper.delete(keeper.known.id);
    this.#tellUnkept(keeper.known.pid);
  }

  /** Of those that no keeper keeps it is told once, and /proc tells their ends. A keeper that has not said yet what it keeps may keep them. */
  #tellUnkept(keeperPid: number | null, fits: (activation: string) => boolean = () => true): void {
    const mayBeKept = (activation: string): boolean => [...this.#keepers.values()].some((keeper) => !keeper.hasToldKept || keeper.kept.has(activation));
    const activations = [...this.#processes.keys()].filter((one) => fits(one) && !this.#unkept.has(one) && !mayBeKept(one));
    for (const activation of activations) {
      this.#unkept.add(activation);
      this.#exits.watch(this.#processes.get(activation)!);
    }
    if (activations.length > 0) for (const listener of this.#lossListeners) listener({ keeperPid, activations });
  }
}
