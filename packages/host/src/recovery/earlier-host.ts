/**
 * What an earlier host has left on a state directory, and what this one makes of it: providers that wait for a host are adopted, those that may not
 * serve are ended, and of those that have ended it is told. Nothing here waits, so that it delays no start.
 */
import type { Activations } from '../activation/activations.js';
import type { HostLog } from '../host-log.js';
import type { Registrations } from '../registration/registrations.js';
import type { ActivationRecord } from '../repository/activation-records.js';
import { findActivations } from './found-activations.js';
import { LeftBehind, type LeftBehindTools } from './left-behind.js';
import { tellLostActivations } from './lost-activations.js';
import { sweepOrphans } from './orphan-sweep.js';

export interface EarlierHostTools extends LeftBehindTools {
  readonly registrations: Registrations;
  readonly log: HostLog;
  readonly stateDirectory: string;
  readonly epoch: number;
}

export class EarlierHost {
  readonly #tools: EarlierHostTools;
  /** What of it may not serve any more, and is being ended. */
  readonly #leftBehind: LeftBehind;
  #lost: readonly ActivationRecord[] = [];
  #swept: Promise<unknown> = Promise.resolve();

  constructor(tools: EarlierHostTools) {
    this.#tools = tools;
    this.#leftBehind = new LeftBehind(tools);
  }

  /** Call it once, after the keepers are known and before anybody may dial: whoever is adopted is expected then, and nothing else of it is loaded. */
  resume(activations: Activations): void {
    const { records, registrations, stateDirectory, epoch } = this.#tools;
    const { lost, adoptable, leftBehind } = findActivations({ records: records.all(), registrations: registrations.list() });
    this.#lost = lost;
    for (const { record, registration } of adoptable) activations.slot(registration).adopt(record);
    this.#leftBehind.begin(leftBehind);
    const except = new Set([...leftBehind, ...adoptable.map(({ record }) => record)].map(({ startedAs }) => startedAs));
    this.#swept = sweepOrphans({ stateDirectory, epoch, except });
  }

  /** Settles when nothing that an earlier host has left of that provider runs any more, what is adopted aside. */
  async gone(provider: string): Promise<void> {
    await Promise.all([this.#swept, this.#leftBehind.gone(provider)]);
  }

  /** Ends at once what has not gone by itself; settles when all is gone. */
  async stop(): Promise<void> {
    await Promise.all([this.#swept, this.#leftBehind.stop()]);
  }

  /** Writes down what became of those that have ended. Call it once, when the start itself is written down. */
  tellLost(): void {
    try {
      tellLostActivations(this.#tools, this.#lost);
    } catch (error) {
      this.#tools.log.fault('the ends of an earlier host\'s providers were not kept', error); // The next start tells them.
    }
  }
}
