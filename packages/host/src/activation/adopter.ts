/**
 * Adopts a provider that an earlier host has loaded and that still runs: waits until it dials, asks where it stands, and takes over what it has.
 * Which of them may be adopted is decided where the records are read; what becomes of one that is not, by the lifecycle.
 */
import { Adopt, ProviderError, isProviderError, type LifeReport } from '@provost/protocol';
import type { Clock } from '../clock.js';
import type { ProviderProcess } from '../process/provider-process.js';
import type { Registration } from '../registration/registration.js';
import type { ActivationRecord } from '../repository/activation-records.js';
import type { Activation } from './activation.js';
import type { ExpectedHellos } from './expected-hellos.js';
import { continueStart } from './start-process.js';

export interface AdopterTools {
  readonly clock: Clock;
  readonly hellos: ExpectedHellos;
  /** Of this start. */
  readonly epoch: number;
  readonly process: (identity: { readonly activation: string; readonly pid: number; readonly startTime: number }) => ProviderProcess;
  readonly adoptTimeoutMs: () => number;
  readonly loadTimeoutMs: (registration: Registration) => number;
  readonly releaseTimeoutMs: (registration: Registration) => number;
  readonly orphanAfterMs: () => number;
  /** Its record is this host's from here on, and the event is written: both or neither. */
  readonly adopted: (activation: Activation, record: ActivationRecord, facts: Record<string, unknown>) => void;
}

export class Adopter {
  readonly #tools: AdopterTools;

  constructor(tools: AdopterTools) {
    this.#tools = tools;
  }

  /** Settles when it serves, is a client or is gone; what it is by then, the lifecycle knows. Rejects with why a load that was under way has failed. */
  async adopt(activation: Activation, record: ActivationRecord): Promise<void> {
    const { clock, hellos, epoch, adoptTimeoutMs, loadTimeoutMs, orphanAfterMs, releaseTimeoutMs } = this.#tools;
    const { startedAs, pid, startTime, secretHash, provider } = record;
    const { registration } = activation;
    const invitation = hellos.expect(startedAs, secretHash);
    const process = this.#tools.process({ activation: startedAs, pid, startTime });
    activation.attachProcess(process);
    const started = continueStart(clock, process, { provider, loadTimeoutMs: adoptTimeoutMs() });
    let report: LifeReport;
    try {
      const { connection, hello } = await started.step('did not dial this host', () => invitation.arrival);
      activation.attachConnection(connection, hello.features);
      report = fitting(await started.step('did not answer provider/adopt', () => connection.send(Adopt, { epoch }, NEVER_MS).result), connection.peer);
    } catch (error) {
      if (!isProviderError(error)) throw error;
      activation.enter({ name: 'not-adopted' });
      return;
    } finally {
      started.ready();
      invitation.withdraw();
    }
    // In the turn of its answer: what it says next is said to this host.
    activation.inherit(report);
    activation.enter({ name: 'adopted', as: report.state, leases: report.running.length, refusals: report.refusals.map(({ context }) => context) });
    process.initialized(orphanAfterMs(), releaseTimeoutMs(registration));
    this.#tools.adopted(activation, record, { was: report.state, refusals: report.refusals.length, running: report.running.length });
    if (report.state === 'loading' && activation.state.name === 'loading') await this.#loaded(activation, process, loadTimeoutMs(registration));
  }

  async #loaded(activation: Activation, process: ProviderProcess, loadTimeoutMs: number): Promise<void> {
    const load = continueStart(this.#tools.clock, process, { provider: activation.registration.name, loadTimeoutMs });
    activation.onLoadProgress = () => load.extend();
    try {
      await load.step('did not end the load that an earlier host had asked for', () => new Promise<void>((resolve) => {
        activation.onLoaded = resolve;
      }));
    } finally {
      load.ready();
    }
  }
}

/** The deadline is kept by the adoption. */
const NEVER_MS = 2 ** 31 - 1;
/** As the protocol has it. */
const MOST_REFUSALS = 1_024;
const MOST_RUNNING = 100_000;

function fitting(report: LifeReport, peer: string): LifeReport {
  const { state, refusals, running } = report;
  const isName = (value: unknown): boolean => typeof value === 'string' && value.length > 0 && value.length <= 200;
  const fits = ['loading', 'serving', 'client'].includes(state)
    && Array.isArray(refusals) && refusals.length <= MOST_REFUSALS && refusals.every((refusal) => isName(refusal?.context) && typeof refusal.operation === 'string')
    && Array.isArray(running) && running.length <= MOST_RUNNING && running.every(isName);
  if (fits) return report;
  throw new ProviderError('PROTOCOL_VIOLATED', { peer }, { message: `${peer} answered provider/adopt with something that is no report of where it stands.` });
}
