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

export interface EarlierHostTools extends LeftBehindTools {
  readonly registrations: Registrations;
  readonly log: HostLog;
}

export class EarlierHost {
  /** What of it may not serve any more, and is being ended. */
  readonly leftBehind: LeftBehind;
  readonly #tools: EarlierHostTools;
  #lost: readonly ActivationRecord[] = [];

  constructor(tools: EarlierHostTools) {
    this.#tools = tools;
    this.leftBehind = new LeftBehind(tools);
  }

  /** Call it once, after the keepers are known and before anybody may dial: whoever is adopted is expected then, and nothing else of it is loaded. */
  resume(activations: Activations): void {
    const { records, registrations } = this.#tools;
    const { lost, adoptable, leftBehind } = findActivations({ records: records.all(), registrations: registrations.list() });
    this.#lost = lost;
    for (const { record, registration } of adoptable) activations.slot(registration).adopt(record);
    this.leftBehind.begin(leftBehind);
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
