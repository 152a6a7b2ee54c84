/** One standby: a process with the SDK's runtime loaded, which has said hello and waits to be told what it is. When one is started is left to the pool. */
import { STANDBY_FEATURE, type LogTarget } from '@provost/protocol';
import type { ProviderProcess } from '../../process/provider-process.js';
import type { Arrival } from '../expected-hellos.js';
import { startProcess, type StartTools } from '../start-process.js';
import type { StandbyProfile } from './profile.js';

export interface Standby extends Arrival {
  readonly process: ProviderProcess;
  /** Of the secret that it said hello with. */
  readonly secretHash: string;
  /** Settles when its process has ended or its channel has closed. Never rejects. */
  readonly over: Promise<void>;
}

/** A process that has said hello, as a standby. */
export function standbyOf(of: Omit<Standby, 'over'>): Standby {
  return { ...of, over: Promise.race([of.process.exit, of.connection.closed]).then(() => undefined) };
}

/** How a standby is started. */
export interface StandbyStart {
  readonly profile: StandbyProfile;
  /** Its name in the keeper, in its tag and in its hello, for as long as it lives. */
  readonly name: string;
  /** Where it is started, until it is told where to go. */
  readonly directory: string;
  readonly log: LogTarget;
  readonly timeoutMs: number;
  /** Told as soon as there is a process: whoever starts it ends it. */
  readonly onProcess: (process: ProviderProcess) => void;
}

/** Undefined where its runtime does not know how to be one. Rejects as every start does. */
export async function startStandby(tools: StartTools, { profile, name, directory, log, timeoutMs, onProcess }: StandbyStart): Promise<Standby | undefined> {
  let secretHash = '';
  const started = await startProcess(tools, {
    activation: name,
    provider: 'standby',
    generation: 0,
    command: profile.node,
    arguments: [profile.runtime],
    directory,
    environment: profile.environment,
    log,
    waitsForBootstrap: true,
    isAhead: true,
    loadTimeoutMs: timeoutMs,
    onProcess: (process, hash) => {
      secretHash = hash;
      onProcess(process);
    },
  });
  started.ready();
  const { process, connection, hello } = started;
  if (!hello.features.includes(STANDBY_FEATURE)) return undefined;
  return standbyOf({ process, connection, hello, secretHash });
}
