/** Watches whether those at work are alive, one {@link Liveness} for each, and ends those that are found hung: with a report first, which is saved beside the log. */
import { Ping } from '@provost/protocol';
import type { Clock } from '../clock.js';
import { vitalsOf } from '../process/vitals.js';
import { KIND_WORDS } from '../supervision/diagnosis.js';
import { Liveness, type Hang, type LivenessRules, type OpenOperation } from '../supervision/liveness.js';
import type { Activation } from './activation.js';

export interface HeartbeatTools {
  readonly rules: () => LivenessRules;
  /** How long what an earlier host has asked for may take from the adoption on. */
  readonly operationTimeoutMs: () => number;
  /** Saves what was found; resolves with the path, or undefined where it could not be. Never rejects. */
  readonly report: (activation: Activation, hang: Hang) => Promise<string | undefined>;
}

/** The deadline of a ping is kept here; the connection's own must not be the shorter. */
const NEVER_MS = 2 ** 31 - 1;

export class Heartbeats {
  readonly #clock: Clock;
  readonly #tools: HeartbeatTools;
  readonly #tell: (type: string, activation: Activation, facts: Record<string, unknown>) => void;
  readonly #watched = new Map<Activation, Liveness>();

  constructor(clock: Clock, tools: HeartbeatTools, tell: (type: string, activation: Activation, facts: Record<string, unknown>) => void) {
    this.#clock = clock;
    this.#tools = tools;
    this.#tell = tell;
  }

  /** To be told of every change of state. */
  entered(activation: Activation): void {
    if (!isOpen(activation)) return;
    let liveness = this.#watched.get(activation);
    if (liveness === undefined) this.#watched.set(activation, (liveness = this.#livenessOf(activation)));
    liveness.watch();
  }

  /** How long it has not answered pings; null where it does. */
  silentMs(activation: Activation | undefined): number | null {
    return activation === undefined ? null : (this.#watched.get(activation)?.silentMs ?? null);
  }

  /** It is gone. */
  forget(activation: Activation): void {
    this.#watched.get(activation)?.stop();
    this.#watched.delete(activation);
  }

  /** Disarms everything. */
  stop(): void {
    for (const activation of [...this.#watched.keys()]) this.forget(activation);
  }

  #livenessOf(activation: Activation): Liveness {
    return new Liveness({
      clock: this.#clock,
      rules: this.#tools.rules,
      ping: () => activation.connection.send(Ping, {}, NEVER_MS).result.catch((error: unknown) => {
        if (activation.connection.isClosed) throw error;
      }),
      look: () => (activation.pid === null ? undefined : vitalsOf(activation.pid)),
      operations: () => (isOpen(activation) ? operationsOf(activation, this.#tools.operationTimeoutMs()) : undefined),
      silent: (facts) => this.#tell('silent', activation, facts),
      found: (hang) => void this.#end(activation, hang),
    });
  }

  async #end(activation: Activation, hang: Hang): Promise<void> {
    const report = await this.#tools.report(activation, hang);
    if (!isOpen(activation)) return; // It went by itself meanwhile.
    const { how, diagnosis: { kind, firstThreadShare }, silentMs, operations } = hang;
    activation.hang = { words: KIND_WORDS[kind], silentMs, report };
    this.#tell('hung', activation, { how, kind, cpuShare: firstThreadShare, silentMs, operations: operations.filter((one) => one.isAbandoned).map((one) => one.id), ...(report === undefined ? {} : { report }) });
    // One that answers pings can still let go in order.
    activation.enter(how === 'silent' ? { name: 'hung' } : { name: 'unload-asked', reason: 'hung' });
  }
}

/** Whether something is open in it: one that is idle or held is asked nothing. */
function isOpen({ state: { name } }: Activation): boolean {
  return name === 'busy' || name === 'draining';
}

function operationsOf({ leases, inherited }: Activation, timeoutMs: number): OpenOperation[] {
  const own = leases.values().flatMap((lease) => (lease.work === undefined ? [] : [{ ...lease.work.progress(), isAbandoned: lease.isAbandoned }]));
  return inherited.size === 0 ? own : [...own, ...inherited.operations(timeoutMs)];
}
