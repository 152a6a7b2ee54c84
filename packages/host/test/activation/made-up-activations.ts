/** The host's own activations with processes that are made up: each is loaded at once, and lets go as soon as it is asked. */
import { Release } from '@provost/protocol';
import type { Connection } from '@provost/protocol/node';
import type { Activation } from '#src/activation/activation.js';
import { Activations, type ActivationsTools } from '#src/activation/activations.js';
import { Admission } from '#src/activation/admission.js';
import type { Lease } from '#src/activation/lease.js';
import type { Clock } from '#src/clock.js';
import type { ProcessExit } from '#src/process/provider-process.js';
import type { Registration } from '#src/registration/registration.js';

export interface MadeUpActivations {
  readonly activations: Activations;
  /** How often the rest of the host was asked: for a ClearAfter, a limit, a generation, to write down an event. */
  readonly asked: { clearAfter: number; concurrency: number; generations: number; told: number };
  /** Loads that provider and ends the request that it was loaded for. */
  load(registration: Registration): Promise<void>;
  /** A request that is served at once, and ends. */
  use(registration: Registration): void;
}

export interface MadeUpOptions {
  readonly clock: Clock;
  readonly clearAfterMs: number;
  /** Whether each provider has a ClearAfter of its own. */
  readonly apart?: boolean;
}

export function madeUpActivations({ clock, clearAfterMs, apart = false }: MadeUpOptions): MadeUpActivations {
  const asked = { clearAfter: 0, concurrency: 0, generations: 0, told: 0 };
  const nothing = (): void => undefined;
  const activations = new Activations({
    clock, epoch: 1,
    admission: new Admission({ clock, atOnce: () => Infinity, limit: () => Infinity }),
    load: (activation) => begin(activation),
    adopt: () => Promise.resolve(),
    nextGeneration: () => (asked.generations += 1),
    limitsOf: () => ({ releaseTimeoutMs: () => 1_000, termGraceMs: () => 0 }),
    clearAfter: ({ name }) => {
      asked.clearAfter += 1;
      return { name: apart ? `provider ${name}` : 'object', clearAfterMs };
    },
    waitingLimit: () => 1_000,
    concurrency: () => {
      asked.concurrency += 1;
      return 64;
    },
    heldLongMs: () => 600_000,
    heartbeats: { rules: () => ({ pingIntervalMs: 10_000, pingMisses: 3, hangGraceMs: 5_000, abandonedGraceMs: 60_000 }), operationTimeoutMs: () => 60_000, report: () => Promise.resolve(undefined) },
    supervision: () => ({ random: () => 0, rules: () => RULES, kept: { get: () => undefined, put: nothing, delete: nothing }, stamp: () => '', stillUnable: () => Promise.resolve(undefined), tell: nothing }),
    serveCalls: nothing,
    tell: () => void (asked.told += 1),
    forgetExits: nothing,
  } satisfies ActivationsTools);
  let last = 0;
  const acquire = (registration: Registration): Lease | Promise<Lease> => activations.slot(registration).acquire(`1.${(last += 1)}`);
  return {
    activations, asked,
    load: async (registration) => (await acquire(registration)).end(),
    use: (registration) => {
      const lease = acquire(registration);
      if (lease instanceof Promise) throw new Error(`${registration.name} is not loaded`);
      lease.end();
    },
  };
}

const RULES = { retryDelayMs: 250, retryWaitMs: 1_000, crashLimit: 5, crashWindowMs: 60_000, quarantineMs: 30_000, quarantineMaxMs: 600_000, healthyAfterMs: 10_000 };

let pids = 100_000;

/** A process and a connection that end together, when release is asked. */
async function begin(activation: Activation): Promise<void> {
  const pid = (pids += 1);
  let exited!: (exit: ProcessExit) => void;
  let closed!: (why: { code: string }) => void;
  const exit = new Promise<ProcessExit>((resolve) => (exited = resolve));
  const connection = {
    peer: `pid ${pid}`, isClosed: false, closed: new Promise((resolve) => (closed = resolve as typeof closed)),
    rename: () => undefined, onRequest: () => undefined, onNotification: () => undefined, notify: () => undefined, close: () => undefined,
    send: (message: { method: string }) => {
      if (message.method === Release.method) {
        exited({ code: 0, signal: null, lastLines: [] });
        closed({ code: 'CONNECTION_CLOSED' });
      }
      return { result: Promise.resolve({ outcome: 'released' }) };
    },
  };
  activation.attachProcess({ activation: activation.id, pid, startTime: 1, exit, initialized: () => Promise.resolve(), end: () => Promise.resolve({ rungs: [], survivors: [] }) });
  activation.attachConnection(connection as unknown as Connection, []);
  activation.enter({ name: 'begun' });
  await Promise.resolve();
}
