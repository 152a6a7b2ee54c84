/**
 * Adopts a provider that an earlier host has loaded and that still runs: waits until it dials, asks where it stands, and takes over what it has.
 * Which of them may be adopted is decided where the records are read; what becomes of one that is not, by the lifecycle.
 */
import { Adopt, ProviderError, excerpt, isProviderError, type LifeReport } from '@provost/protocol';
import type { Clock } from '../clock.js';
import type { ProviderProcess } from '../process/provider-process.js';
import type { Registration } from '../registration/registration.js';
import type { ActivationRecord } from '../repository/activation-records.js';
import type { Activation } from './activation.js';
import type { ExpectedHellos } from './expected-hellos.js';
import type { OrphanTimes } from './orphan-times.js';
import { continueStart } from './start-process.js';

export interface AdopterTools {
  readonly clock: Clock;
  readonly hellos: ExpectedHellos;
  /** Of this start. */
  readonly epoch: number;
  readonly process: (identity: { readonly activation: string; readonly pid: number; readonly startTime: number }) => ProviderProcess;
  readonly adoptTimeoutMs: () => number;
  readonly loadTimeoutMs: (registration: Registration) => number;
  readonly orphanTimes: Pick<OrphanTimes, 'adopted'>;
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
    const { clock, hellos, epoch, adoptTimeoutMs, loadTimeoutMs, orphanTimes } = this.#tools;
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
      const answer = await started.step('did not answer provider/adopt', () => connection.send(Adopt, { epoch }, NEVER_MS).result);
      report = reportIn(answer, { peer: connection.peer, mayBeClient: registration.description.pure === false });
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
    orphanTimes.adopted(activation, { process, connection: activation.connection });
    this.#tools.adopted(activation, record, { was: report.state, refusals: report.refusals.length, running: report.running.length });
    if (report.state === 'loading' && activation.state.name === 'loading') await this.#loaded(activation, process, loadTimeoutMs(registration));
  }

  async #loaded(activation: Activation, process: ProviderProcess, loadTimeoutMs: number): Promise<void> {
    const load = continueStart(this.#tools.clock, process, { provider: activation.registration.name, loadTimeoutMs });
    activation.onLoadProgress = () => load.extend();
    try {
      await load.step('did not end the load that an earlier host had asked for', () => new Promise<void>((resolve, reject) => {
        activation.onLoaded = resolve;
        void activation.connection.closed.then(reject); // What broke the protocol says so; of all else the exit tells.
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
const LONGEST_NAME = 200;

/** What a provider has answered, as far as it is a report: each refuser and each operation once, and words of a length that fits a table. */
function reportIn(answer: Partial<LifeReport> | null, { peer, mayBeClient }: { readonly peer: string; readonly mayBeClient: boolean }): LifeReport {
  const { state, refusals, running } = answer ?? {};
  const isState = state === 'loading' || state === 'serving' || (state === 'client' && mayBeClient);
  if (!isState || !Array.isArray(refusals) || !Array.isArray(running)) throw shapeless(peer);
  const fits = refusals.length <= MOST_REFUSALS && refusals.every(isRefusal) && areNames(refusals.map(({ context }) => context))
    && running.length <= MOST_RUNNING && areNames(running) && (state !== 'client' || refusals.length + running.length === 0);
  if (!fits) throw shapeless(peer);
  return {
    state, running,
    refusals: refusals.map(({ context, operation, why }) => ({ context, operation: excerpt(operation, LONGEST_NAME), ...(why === undefined ? {} : { why: excerpt(why, LONGEST_NAME) }) })),
  };
}

function isRefusal(refusal: LifeReport['refusals'][number] | null): boolean {
  return refusal !== null && typeof refusal === 'object' && typeof refusal.operation === 'string' && (refusal.why === undefined || typeof refusal.why === 'string');
}

function areNames(names: readonly unknown[]): boolean {
  return new Set(names).size === names.length && names.every((name) => typeof name === 'string' && name.length > 0 && name.length <= LONGEST_NAME);
}

function shapeless(peer: string): ProviderError {
  return new ProviderError('PROTOCOL_VIOLATED', { peer }, { message: `${peer} answered provider/adopt with something that is no report of where it stands.` });
}
