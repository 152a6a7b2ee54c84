/**
 * A host whose repository cannot be used: it holds the state directory and listens, so that it can say what is wrong and be stopped, and
 * does nothing else. Nothing in the repository's files is changed.
 */
import { Doctor, ProviderError, SPOKEN_VERSIONS, Status, Stop, isProviderError, type Caller, type DoctorFinding, type Door, type HostStatus } from '@provost/protocol';
import { socketPathOf } from '@provost/protocol/node';
import type { Clock } from './clock.js';
import type { RequestTable } from './door/host-door.js';
import { answerRepositoryRequests } from './door/storage-requests.js';
import { probeMachine } from './process/probes.js';
import { SocketServer } from './server/socket-server.js';
import { claimState } from './server/state-directory.js';
import type { StopOptions } from './stop-options.js';
import { HOST_VERSION } from './version.js';

export interface DamagedHostOptions {
  readonly state: string;
  readonly embedded: boolean;
  readonly clock: Clock;
  readonly table: RequestTable;
  readonly door: (caller: Caller) => Door;
  readonly requestStop: (options: StopOptions) => void;
}

/** A host that only tells what is wrong. */
export interface DamagedHost {
  readonly fault: ProviderError;
  /** Idempotent; never rejects. */
  close(): Promise<void>;
}

/** Whether a repository could not be opened for what is in its files, rather than for want of room or rights. */
export function isDamage(error: unknown): error is ProviderError {
  return isProviderError(error) && error.code === 'STORE_FAILED' && error.facts['systemCode'] === undefined;
}

/** Takes the state directory and listens. Rejects with STATE_IN_USE or ACCESS_DENIED. */
export async function assembleDamaged(options: DamagedHostOptions, cause: ProviderError): Promise<DamagedHost> {
  const claim = await claimState(options.state);
  const fault = faultOf(cause);
  const server = new SocketServer({
    host: { version: HOST_VERSION, pid: process.pid, epoch: 0, state: claim.directory },
    door: options.door,
    // Who is told that nobody expects it lets go for good; one that waits may be adopted once the repository is mended.
    acceptProvider: () => Promise.reject(fault),
    acceptKeeper: () => false,
    clock: options.clock,
  });
  let closing: Promise<void> | undefined;
  try {
    const socket = socketPathOf(claim.directory);
    answer(options, { state: claim.directory, socket, server, fault, isStopping: () => closing !== undefined });
    await server.listen(socket);
  } catch (error) {
    claim.release();
    throw error;
  }
  const close = async (): Promise<void> => {
    await server.close(new ProviderError('SERVER_IS_SHUTTING_DOWN', {}, { message: 'The host is stopping.' }));
    claim.release();
  };
  return { fault, close: () => (closing ??= close()) };
}

function faultOf(cause: ProviderError): ProviderError {
  return new ProviderError('STORE_FAILED', { ...cause.facts }, { message: `${cause.sentence} The host serves nothing until that is mended.`, remedy: `Stop the host first: provost down. ${cause.remedy}`, cause });
}

interface Told {
  readonly state: string;
  readonly socket: string;
  readonly server: SocketServer;
  readonly fault: ProviderError;
  readonly isStopping: () => boolean;
}

function answer({ table, clock, embedded, requestStop }: DamagedHostOptions, { state, socket, server, fault, isStopping }: Told): void {
  const startedAt = clock.date().toISOString();
  const startedMs = clock.nowMs();
  const status = (): HostStatus => ({
    pid: process.pid, version: HOST_VERSION, protocol: SPOKEN_VERSIONS.max, node: process.version, startedAt, uptimeMs: Math.round(clock.nowMs() - startedMs), epoch: 0,
    state, socket, embedded, keeper: null, standbys: [], registrations: 0, loaded: 0, inFlight: 0, clients: server.clients, rssBytes: process.memoryUsage.rss(),
    stopping: isStopping(), repositoryFault: { damage: fault.sentence, remedy: fault.remedy },
  });
  const finding: DoctorFinding = { check: 'repository', verdict: 'fault', finding: fault.sentence, remedy: fault.remedy };
  answerRepositoryRequests(table, state);
  table
    .on(Status, status)
    .on(Doctor, async () => ({ findings: [...await probeMachine(), finding] }))
    .on(Stop, ({ timeoutMs }) => {
      requestStop(timeoutMs === undefined ? {} : { timeoutMs });
      return { pid: process.pid };
    })
    .refuseOthers(fault);
}
