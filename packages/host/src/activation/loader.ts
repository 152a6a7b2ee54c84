/** Loads one activation: from a registration to a process that has answered initialize. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ProgressFromProvider, type InitializeParams } from '@provost/protocol';
import type { PendingRequest } from '@provost/protocol/node';
import type { ProviderProcess } from '../process/provider-process.js';
import type { Registration } from '../registration/registration.js';
import type { Activation } from './activation.js';
import { initializeAgain } from './initialize-again.js';
import { sendInitialize, takeBackEarly } from './send-initialize.js';
import type { Arrival } from './expected-hellos.js';
import type { OrphanTimes } from './orphan-times.js';
import { endIfStopped } from './standby/stirring.js';
import { profileOf, type StandbyProfile } from './standby/profile.js';
import type { StandbyPool } from './standby/standby-pool.js';
import { NEVER_MS, continueStart, type StartSteps } from './start-process.js';
import { entryOf, startTarget, type TargetTools } from './start-target.js';

/** What the loader takes from the rest of the host. */
export interface LoaderTools extends TargetTools {
  readonly epoch: number;
  readonly loadTimeoutMs: (registration: Registration) => number;
  readonly releaseTimeoutMs: (registration: Registration) => number;
  readonly orphanTimes: Pick<OrphanTimes, 'begins' | 'orphanAfterMs'>;
  readonly credentials: (registration: Registration) => Promise<Readonly<Record<string, string>>>;
  /** Rejects with PROVIDER_CHANGED when the files are not those that were registered; answers with what to load. */
  readonly checkFiles: (registration: Registration) => Promise<Registration>;
  /** Throws PROVIDER_LOAD_FAILED where the provider has had a store, and it is gone. */
  readonly refuseLostStore: (registration: Registration) => void;
  /** Told when a load is over, well or not: there may be a store since. */
  readonly mayHaveStore: (registration: Registration) => void;
  /** Settles when nothing that an earlier host has left of that provider runs any more. */
  readonly leftBehindGone: (provider: string) => Promise<void>;
  readonly standbys: Pick<StandbyPool, 'wake' | 'take' | 'used' | 'diedUnbegun'>;
  /** Settles when it is kept, soon after initialize is sent. A process that is not recorded when its host is killed is ended by the next one. */
  readonly record: (activation: Activation, process: ProviderProcess, secretHash: string) => Promise<void>;
}

export class Loader {
  readonly #tools: LoaderTools;

  constructor(tools: LoaderTools) {
    this.#tools = tools;
  }

  /** Settles when the activation serves; rejects with why it does not. */
  async load(activation: Activation): Promise<void> {
    const { checkFiles, leftBehindGone, loadTimeoutMs } = this.#tools;
    if (!activation.isConnected) this.#tools.standbys.wake();
    await leftBehindGone(activation.registration.name);
    const registration = await checkFiles(activation.registration);
    this.#tools.refuseLostStore(registration);
    const params = await this.#paramsOf(activation, registration);
    try {
      if (activation.isConnected) await initializeAgain(activation, params, loadTimeoutMs(registration), this.#tools.clock);
      else await this.#loadProcess({ activation, registration, params });
    } finally {
      this.#tools.mayHaveStore(registration);
    }
  }

  async #loadProcess(load: LoadOf): Promise<void> {
    const { environment, standbys } = this.#tools;
    const profile = profileOf(load.registration, environment({}));
    try {
      if (profile === undefined || !(await this.#loadStandby(profile, load))) await this.#loadCold(load);
    } finally {
      if (profile !== undefined) standbys.used(profile);
    }
  }

  async #paramsOf({ generation }: Activation, registration: Registration): Promise<InitializeParams> {
    const tools = this.#tools;
    const { name, description, target, config } = registration;
    const credentials = await tools.credentials(registration);
    const dataDirectory = join(tools.state, 'data', name);
    mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
    return {
      name,
      namespace: description.namespace,
      generation,
      ...entryOf(target),
      directory: target.root,
      config,
      credentials,
      dataDirectory,
      epoch: tools.epoch,
      orphanAfterMs: tools.orphanTimes.orphanAfterMs,
      releaseTimeoutMs: tools.releaseTimeoutMs(registration),
    };
  }

  async #loadCold({ activation, registration, params }: LoadOf): Promise<void> {
    const tools = this.#tools;
    let recorded = Promise.resolve();
    const started = await startTarget(tools, registration, {
      activation: activation.id,
      provider: registration.name,
      generation: activation.generation,
      loadTimeoutMs: tools.loadTimeoutMs(registration),
      onProcess: (process, secretHash) => {
        activation.attachProcess(process);
        recorded = tools.record(activation, process, secretHash); // Now, while it starts, and not when it waits for initialize.
        recorded.catch(() => undefined); // Told below, unless something else comes first.
      },
    });
    activation.onLoadProgress = () => started.extend();
    activation.attachConnection(started.connection, started.hello.features);
    void tools.orphanTimes.begins(activation, started);
    activation.enter({ name: 'begun' });
    await this.#initialize(activation, started, started, params);
    await recorded;
  }

  /** False where there is no standby, or it died before anything of the author's ran in it: then there is nothing that the caller has to know. */
  async #loadStandby(profile: StandbyProfile, { activation, registration, params }: LoadOf): Promise<boolean> {
    const tools = this.#tools;
    const { name } = registration;
    const standby = await tools.standbys.take(profile, { provider: name, generation: activation.generation });
    if (standby === undefined) return false;
    const { process, connection, hello } = standby;
    const started = continueStart(tools.clock, process, { provider: name, loadTimeoutMs: tools.loadTimeoutMs(registration) }, connection);
    let isBegun = false;
    let isDead = false;
    let initialize: Sent | undefined;
    void process.exit.then(() => {
      isDead = true;
    });
    // Its end is the activation's end only once the author's code may run in it.
    const begin = (): void => {
      if (isBegun) return;
      isBegun = true;
      lookNoMore();
      activation.onLoadProgress = () => started.extend();
      activation.attachConnection(connection, hello.features);
      activation.attachProcess(process);
      activation.enter({ name: 'begun' });
    };
    const lookNoMore = endIfStopped(tools.clock, process);
    connection.rename(`provider "${name}" (pid ${process.pid})`);
    connection.onNotification(ProgressFromProvider, begin);
    const recorded = tools.record(activation, process, standby.secretHash);
    recorded.catch(() => undefined); // Told below, unless something else comes first.
    void tools.orphanTimes.begins(activation, standby);
    if (activation.state.name !== 'loading') begin(); // It was told to go meanwhile: so it is ended, and initialize fails.
    try {
      await this.#initialize(activation, started, standby, params, (request) => (initialize = request));
      begin();
      await recorded;
    } catch (error) {
      // Of one whose last words were lost nobody knows whether it has begun.
      if (isDead && !isBegun && (connection.isHeardOut || initialize?.isUnsent === true)) {
        lookNoMore();
        await tools.standbys.diedUnbegun(profile, standby);
        return false;
      }
      begin();
      throw error;
    }
    return true;
  }

  async #initialize(activation: Activation, started: StartSteps, arrival: Arrival, params: InitializeParams, onSent: (request: Sent) => void = () => undefined): Promise<void> {
    const { orphanAfterMs } = this.#tools.orphanTimes; // It may have been edited since; of what is edited from here on the provider is told.
    const { connection, hello: { features } } = arrival;
    try {
      await started.step('did not answer provider/initialize', () => {
        const request = sendInitialize(activation, { connection, features }, { ...params, orphanAfterMs }, NEVER_MS);
        onSent(request);
        return request.result;
      });
    } catch (error) {
      await takeBackEarly(activation, this.#tools.clock);
      throw error;
    } finally {
      started.ready();
    }
  }
}

/** Initialize, as far as it is asked whether it has left. */
type Sent = Pick<PendingRequest<unknown>, 'isUnsent'>;

/** A load under way. */
interface LoadOf {
  readonly activation: Activation;
  readonly registration: Registration;
  readonly params: InitializeParams;
}
