/**
 * All programs that have attached themselves: which may, under which names, and what becomes of their registrations, which live as long as
 * their connections. What one of them is asked, and how, is left to `attached-provider.ts`.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Attach, Detach, ProviderError, isProviderError, type AttachParams, type HelloParams, type InitializeParams } from '@provost/protocol';
import type { Connection } from '@provost/protocol/node';
import type { ServingPeer } from '../activation/lease-source.js';
import type { Clock } from '../clock.js';
import { isRunning, systemProcesses } from '../process/identity.js';
import { settlesWithin } from '../process/waiting.js';
import { clashes } from '../registration/check-registration.js';
import type { Registration } from '../registration/registration.js';
import type { Registrations } from '../registration/registrations.js';
import { attachedAlready, detached, nameRegistered, notLoaded, tooManyAttached, unfitToAttach, type Applicant } from './attach-faults.js';
import { AttachedProvider } from './attached-provider.js';
import type { DisabledPrograms } from './disabled-programs.js';
import { hearAttached } from './hear-attached.js';
import { requireMayAttach } from './may-attach.js';
import { programFaults, programRegistration } from './program-registration.js';

export interface AttachedProvidersTools {
  readonly clock: Clock;
  readonly epoch: number;
  /** The state directory. */
  readonly state: string;
  readonly registrations: Registrations;
  readonly disabled: DisabledPrograms;
  /** Who may attach, as the setting has it. */
  readonly whoMayAttach: () => string;
  /** How many programs may be attached at the same time. */
  readonly limit: () => number;
  /** How long after its hello a program may take to say what it serves. */
  readonly helloTimeoutMs: () => number;
  readonly concurrency: (registration: Registration) => number;
  readonly waitingLimit: () => number;
  readonly nextGeneration: (provider: string) => number;
  /** Answers what the provider itself asks of the host over its connection. */
  readonly serveCalls: (peer: ServingPeer, connection: Connection) => void;
  /** Writes an event down. Never throws. */
  readonly tell: (type: string, facts: Readonly<Record<string, unknown>>) => void;
}

/** Why one is not attached any more: it said so, or its connection was closed, by it or its end, by the host's stop, or for what it sent; or it could not load. */
type DetachReason = 'detached' | 'lost' | 'host-stopping' | 'misbehaved' | 'load-failed';

export class AttachedProviders {
  readonly #tools: AttachedProvidersTools;
  readonly #byName = new Map<string, AttachedProvider>();
  readonly #watchers = new Set<(provider: string) => void>();
  #applicants = 0;
  #closed: ProviderError | undefined;

  constructor(tools: AttachedProvidersTools) {
    this.#tools = tools;
  }

  /** The program that has attached with that registration. Throws where it is gone by now. */
  of({ name }: Registration): AttachedProvider {
    const found = this.#byName.get(name);
    if (found === undefined) throw new ProviderError('NOT_FOUND', { provider: name, attached: false }, { message: `Provider "${name}" is not attached any more.`, remedy: 'Start its program again: it attaches itself.' });
    return found;
  }

  /** Whether it is attached now. */
  has(peer: ServingPeer): boolean {
    return this.#byName.get(peer.registration.name) === peer;
  }

  /** Takes the hello of a program that would attach; it says what it serves next. Throws ACCESS_DENIED, ALREADY_EXISTS, SERVER_LIMITS_EXCEEDED or SERVER_IS_SHUTTING_DOWN. */
  accept(connection: Connection, hello: HelloParams): void {
    const applicant: Applicant = { name: hello.attach?.name ?? '', pid: hello.pid };
    this.#requireFit(applicant);
    const { clock, helloTimeoutMs } = this.#tools;
    const limitMs = helloTimeoutMs();
    const silent = clock.after(limitMs, () => connection.close(saidNothing(applicant, limitMs)));
    let isSettled = false;
    this.#applicants += 1;
    const settle = (): void => {
      silent.cancel();
      if (!isSettled) this.#applicants -= 1;
      isSettled = true;
    };
    void connection.closed.then(settle);
    connection.onRequest(Attach, (params) => {
      settle();
      return this.#attach(connection, hello, params);
    });
  }

  /** Whether requests go to it: kept, also for the next program of that name. */
  setEnabled(registration: Registration, enabled: boolean): Registration {
    const provider = this.of(registration);
    this.#tools.disabled.set(registration.name, !enabled);
    provider.registration = { ...provider.registration, enabled };
    this.#tools.registrations.attach(provider.registration);
    return provider.registration;
  }

  /** Calls `listener` when one has attached or is gone, until the returned function is called. */
  watch(listener: (provider: string) => void): () => void {
    this.#watchers.add(listener);
    return () => void this.#watchers.delete(listener);
  }

  /** Takes nothing more, and gives what is in flight `patienceMs`; whoever waits longer is told. The programs go on by themselves. Never rejects. */
  async stop(reason: ProviderError, { patienceMs }: { readonly patienceMs: number }): Promise<void> {
    this.#closed = reason;
    const all = [...this.#byName.values()];
    for (const provider of all) provider.close(reason);
    const drained = Promise.all(all.map((provider) => provider.drained()));
    if (!(await settlesWithin(this.#tools.clock, drained, patienceMs))) for (const provider of all) provider.cancelAll(cutShort(provider));
    for (const provider of all) {
      this.#remove(provider, 'host-stopping');
      provider.connection.close(reason);
    }
  }

  #requireFit(applicant: Applicant): void {
    const { registrations, whoMayAttach, limit } = this.#tools;
    if (this.#closed !== undefined) throw this.#closed;
    requireMayAttach(applicant, whoMayAttach());
    const there = this.#byName.get(applicant.name);
    if (there !== undefined) {
      if (!there.connection.isClosed && isRunning(systemProcesses.stat(there.pid))) throw attachedAlready(applicant, there.pid);
      this.#lost(there, 'lost'); // It has ended, and the end of its connection is still on its way.
    }
    const registered = registrations.find(applicant.name);
    if (registered !== undefined) throw nameRegistered(applicant, registered.path);
    if (this.#byName.size + this.#applicants >= limit()) throw tooManyAttached(applicant, limit());
  }

  #attach(connection: Connection, hello: HelloParams, { description, loaded }: AttachParams): { generation: number } {
    const { clock, registrations, disabled, nextGeneration, concurrency, waitingLimit } = this.#tools;
    const { pid, features } = hello;
    const applicant: Applicant = { name: hello.attach?.name ?? '', pid };
    if ([...this.#byName.values()].some((one) => one.connection === connection)) throw saidTwice(applicant);
    this.#requireFit(applicant); // Another may have come since its hello.
    const faults = programFaults(description, applicant.name);
    if (faults.length === 0) faults.push(...clashes(description, registrations.held), ...registrations.judge(description));
    if (faults.length > 0) throw unfitToAttach(applicant, faults);
    const registration = programRegistration(description, { pid, enabled: !disabled.has(applicant.name), registeredAt: clock.date() });
    const provider: AttachedProvider = new AttachedProvider(
      { registration, connection, pid, generation: nextGeneration(applicant.name), validates: features.includes('validates'), since: clock.date() },
      { concurrency: () => concurrency(provider.registration), waiting: waitingLimit },
    );
    this.#byName.set(applicant.name, provider);
    registrations.attach(registration);
    connection.rename(`provider "${applicant.name}" (pid ${pid})`);
    this.#hear(provider);
    setImmediate(() => void this.#begin(provider, loaded === true)); // Once the answer is written.
    return { generation: provider.generation };
  }

  #hear(provider: AttachedProvider): void {
    const { connection } = provider;
    this.#tools.serveCalls(provider, connection);
    hearAttached(provider, (type, facts) => this.#tell(type, provider, facts));
    connection.onRequest(Detach, async () => {
      provider.close(detached(provider)); // Before its classes go: whoever has a request open that ends only by itself is to let it go.
      this.#remove(provider, 'detached');
      await provider.drained();
      return {};
    });
    void connection.closed.then((why) => this.#lost(provider, why.code === 'PROTOCOL_VIOLATED' || why.code === 'FRAME_TOO_LARGE' ? 'misbehaved' : 'lost'));
  }

  async #begin(provider: AttachedProvider, isLoaded: boolean): Promise<void> {
    const { epoch } = this.#tools;
    try {
      await provider.begin(isLoaded ? { epoch } : { initialize: await this.#paramsOf(provider) });
    } catch (error) {
      if (!isProviderError(error)) throw error;
      if (provider.connection.isClosed) return this.#lost(provider, 'lost');
      this.#remove(provider, 'load-failed', { error: error.sentence });
      provider.close(notLoaded(provider, error));
      provider.connection.close(error);
      return;
    }
    if (this.#byName.get(provider.registration.name) !== provider) return;
    this.#tell('attached', provider, { classes: provider.registration.description.classes.map(({ name }) => name), again: isLoaded });
    this.#notify(provider.registration.name);
  }

  async #paramsOf({ registration: { name, description }, generation }: AttachedProvider): Promise<InitializeParams> {
    const { state, epoch } = this.#tools;
    const dataDirectory = join(state, 'data', name);
    await mkdir(dataDirectory, { recursive: true, mode: 0o700 }).catch((cause: NodeJS.ErrnoException) => {
      throw new ProviderError('PROVIDER_LOAD_FAILED', { provider: name, reason: cause.code ?? 'UNKNOWN' }, { message: `The data directory ${dataDirectory} of provider "${name}" cannot be made: ${cause.message}.`, cause });
    });
    return { name, namespace: description.namespace, generation, config: {}, credentials: {}, dataDirectory, epoch };
  }

  #lost(provider: AttachedProvider, reason: DetachReason): void {
    provider.close(detached(provider));
    this.#remove(provider, reason);
    provider.connection.close();
  }

  /** Its classes are gone from here on, and so is its name. Nothing if they are. */
  #remove(provider: AttachedProvider, reason: DetachReason, facts: Readonly<Record<string, unknown>> = {}): void {
    const { name } = provider.registration;
    if (this.#byName.get(name) !== provider) return;
    this.#byName.delete(name);
    this.#tools.registrations.detach(provider.registration);
    this.#tell('detached', provider, { reason, inFlight: provider.leases.size, ...facts });
    this.#notify(name);
  }

  #tell(type: string, { registration: { name }, pid, generation }: AttachedProvider, facts: Readonly<Record<string, unknown>>): void {
    this.#tools.tell(type, { provider: name, pid, generation, ...facts });
  }

  #notify(provider: string): void {
    for (const watcher of this.#watchers) watcher(provider);
  }
}

function saidNothing({ name, pid }: Applicant, limitMs: number): ProviderError {
  return new ProviderError('PROTOCOL_VIOLATED', { provider: name, pid }, { message: `Program "${name}" (pid ${pid}) did not say what it serves within ${limitMs} ms (hello-timeout). The connection to it was closed.` });
}

function saidTwice({ name, pid }: Applicant): ProviderError {
  return new ProviderError('PROTOCOL_VIOLATED', { provider: name, pid }, { message: `Program "${name}" (pid ${pid}) is attached over this connection already.` });
}

function cutShort({ registration: { name }, pid }: AttachedProvider): ProviderError {
  return new ProviderError('SERVER_IS_SHUTTING_DOWN', { provider: name, pid, mayHaveRun: true }, {
    message: `The host is stopping and waits no longer for provider "${name}" (pid ${pid}), which had attached itself; it was told to cancel.`,
  });
}
