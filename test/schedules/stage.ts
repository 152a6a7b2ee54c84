/** One schedule's world: a real host on a made-up clock, two real providers, their callers, and all that is known of them from the outside. */
import { ProviderHost } from '@provost/host';
import { Events, Holds, Providers, SetCache, SetSetting, isErrorOf, type Door, type HostEvent, type ProviderState } from '@provost/protocol';
import { TestClock } from '@provost/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Callers } from './callers.js';
import { CellLines } from './cell-lines.js';
import type { CellProcess } from './cell-process.js';
import { PromiseBroken, type Schedule } from './checker.js';
import { Deeds } from './deeds.js';
import { CellFolder } from './folders.js';
import { hear } from './hear.js';
import { Journal } from './journal.js';
import { SETTINGS, STOP_MS, TICK_MS } from './limits.js';
import { Observations } from './observations.js';
import type { Tally } from './tally.js';

export type Shape = Schedule['shape'];

/** While something is waited for that is seen by looking only, it is looked for that often. */
const LOOK_MS = 20;
const MOVING: readonly ProviderState[] = ['loading', 'releasing', 'killing'];
/** The first is read together with what was there before; the second is answered after it. */
const ROUNDS = 2;

export class Stage {
  readonly shape: Shape;
  readonly tally: Tally;
  readonly state: string;
  readonly clock = new TestClock();
  readonly deeds = new Deeds();
  readonly observations = new Observations();
  readonly callers: Callers;
  readonly journal: Journal;
  readonly host: ProviderHost;
  readonly door: Door;
  readonly cell: CellFolder;
  /** How often the cell was registered. */
  version = 0;
  /** The most room that there ever was in this schedule. */
  mostRoom: number;
  isStopping = false;
  /** What broke, in its order. */
  readonly broken: Error[] = [];
  readonly #lines: CellLines;
  #hearing: Promise<void> = Promise.resolve();
  #hasNeighbour = false;

  private constructor(state: string, shape: Shape, tally: Tally) {
    this.state = state;
    this.shape = shape;
    this.tally = tally;
    this.mostRoom = shape.room;
    this.journal = new Journal(this);
    this.callers = new Callers(this);
    this.host = new ProviderHost({ state: join(state, 'host'), clock: this.clock, settings: SETTINGS });
    this.door = this.host.door();
    this.cell = new CellFolder(state, 'cell', { pure: shape.isPure, overlap: shape.overlap });
    this.#lines = new CellLines({
      isPure: (name) => name !== 'cell' || shape.isPure,
      heard: (process, said) => {
        hear(this, process, said);
        this.observe();
      },
      lost: (process) => {
        process.isLost = true;
        this.callers.forgetOwn(process);
        process.running.clear();
        process.refusing.clear();
        this.observe();
      },
    });
  }

  /** Starts a host with the cell registered. `standby`: how many processes it starts ahead. */
  static async open(shape: Shape, standby: number, tally: Tally): Promise<Stage> {
    const stage = new Stage(await mkdtemp(join(tmpdir(), 'provost-schedule-')), shape, tally);
    await stage.#lines.listen(join(stage.state, 'lines'));
    await stage.host.start();
    stage.#hearing = stage.#hear();
    await stage.door.request(SetSetting, { key: 'standby', value: String(standby) });
    await stage.setRoom(shape.room);
    await stage.setClearAfter(shape.clearAfter[0]);
    await stage.register();
    return stage;
  }

  /** All processes that a cell was ever loaded in, oldest first. */
  get processes(): readonly CellProcess[] {
    return this.#lines.processes;
  }

  /** Those of the cell that are there. */
  get alive(): readonly CellProcess[] {
    return this.processes.filter(({ name, isAlive }) => name === 'cell' && isAlive);
  }

  processOf(pid: number | undefined): CellProcess | undefined {
    return this.processes.findLast((process) => process.pid === pid);
  }

  mayOverlap(name: string): boolean {
    return name === 'cell' && this.shape.overlap;
  }

  isGated(name: string): boolean {
    return name === 'cell';
  }

  /** Nothing may go wrong in this schedule, and nobody interferes. */
  get isCalm(): boolean {
    return this.shape.acts === 0 && this.shape.faults === 0 && this.shape.stops === 0;
  }

  observe(): void {
    this.observations.observe();
  }

  /** Writes down that a promise is broken, unless `holds`. */
  expect(id: string, holds: boolean, words: () => string): void {
    if (holds) return;
    this.broken.push(new PromiseBroken(id, words()));
    this.observe();
  }

  get hasNeighbour(): boolean {
    return this.#hasNeighbour;
  }

  /** Registers the cell, or changes its registration. */
  async register(): Promise<void> {
    const version = this.version + 1;
    await this.host.register({ path: this.cell.path, name: 'cell', config: { line: join(this.state, 'lines'), gated: true, version } });
    this.version = version;
  }

  /** Has a second provider under the same ClearAfter, which nothing of all this may harm. */
  async addNeighbour(): Promise<void> {
    if (this.#hasNeighbour) return;
    this.#hasNeighbour = true;
    const { path } = new CellFolder(this.state, 'neighbour', { pure: true, overlap: false, limits: { concurrency: 100 } });
    await this.host.register({ path, name: 'neighbour', config: { line: join(this.state, 'lines'), gated: false, version: 0 } });
  }

  async setClearAfter(ticks: number): Promise<void> {
    await this.door.request(SetCache, { kind: 'object', clearAfter: ticks === Infinity ? 'never' : `${ticks * TICK_MS}ms` });
  }

  async setRoom(room: number): Promise<void> {
    this.mostRoom = Math.max(this.mostRoom, room);
    await this.door.request(SetSetting, { key: 'concurrency', value: String(room) });
  }

  /** What the host says of a provider; one that has stopped meanwhile has none. */
  async viewOf(provider: 'cell' | 'neighbour'): Promise<{ readonly state: ProviderState; readonly idleMs: number | null }> {
    const { providers } = await this.door.request(Providers, {}).catch((error: unknown) => {
      if (this.isStopping && isErrorOf(error, 'SERVER_IS_SHUTTING_DOWN')) return { providers: [] };
      throw error;
    });
    return providers.find(({ name }) => name === provider) ?? { state: 'unloaded', idleMs: null };
  }

  /** Settles when whoever is not blocked has read and answered what was said to it so far, and the neighbour is not on its way anywhere: made-up time must not overtake them. */
  async settle(): Promise<void> {
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const process of this.processes) if (process.isActing && !process.mayEnd) await this.#echo(process);
    }
    while (this.#hasNeighbour && MOVING.includes((await this.viewOf('neighbour')).state)) await this.observations.next(this.observations.seen, LOOK_MS);
  }

  /** Which refusals the host knows of by now. */
  async lookAtHolds(): Promise<void> {
    const { holds } = await this.door.request(Holds, { name: 'cell' });
    for (const process of this.alive) {
      if (process.refusing.size > 0) process.isHeldKnown = holds.filter(({ pid }) => pid === process.pid).length >= process.refusing.size;
    }
  }

  /** Stops the host, whatever it waits for; settles when it has stopped and every event was heard. A second time does nothing. */
  async stop(): Promise<void> {
    this.isStopping = true;
    let isStopped = false;
    const stopped = this.host.stop({ timeoutMs: 0 }).then(() => {
      isStopped = true;
      this.observe();
    });
    while (!isStopped) {
      await this.clock.advance(`${STOP_MS}ms`);
      if (!isStopped) await this.observations.next(this.observations.seen, LOOK_MS);
    }
    await stopped;
    await this.#hearing;
  }

  /** Ends all that is left. */
  async close(): Promise<void> {
    await this.stop();
    this.#lines.close();
    await rm(this.state, { recursive: true, force: true, maxRetries: 20 }); // The keeper may be at its last line.
  }

  async #echo(process: CellProcess): Promise<void> {
    const { echoes } = process;
    process.tell('echo');
    while (process.echoes === echoes && process.isActing) await this.observations.next(this.observations.seen, LOOK_MS);
  }

  async #hear(): Promise<void> {
    for await (const events of this.door.stream(Events, { since: 0, follow: true })) {
      for (const event of events) this.journal.hear(event as unknown as HostEvent);
      this.observe();
    }
  }
}
