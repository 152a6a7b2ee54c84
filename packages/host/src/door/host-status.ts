/** The host in one look: `provost status`. */
import { SPOKEN_VERSIONS, type HostStatus } from '@provost/protocol';
import type { HostParts } from '../host-parts.js';
import { residentBytes } from '../process/resident.js';
import { HOST_VERSION } from '../version.js';

export function statusOf(parts: HostParts): HostStatus {
  return {
    pid: process.pid,
    version: HOST_VERSION,
    protocol: SPOKEN_VERSIONS.max,
    node: process.version,
    startedAt: parts.startedAt.toISOString(),
    uptimeMs: Math.round(parts.clock.nowMs() - parts.startedMs),
    epoch: parts.epoch,
    state: parts.state,
    socket: parts.socket,
    embedded: parts.embedded,
    keeper: parts.keeperPid() === null ? null : { pid: parts.keeperPid() as number },
    standbys: parts.standbys.waiting.map(({ pid }) => ({ pid, rssBytes: residentBytes(pid) ?? 0 })),
    registrations: parts.registrations.held.size,
    loaded: parts.activations.loaded,
    loads: parts.admission.counts,
    inFlight: parts.inFlight.size,
    clients: parts.clients(),
    rssBytes: process.memoryUsage.rss(),
    stopping: parts.stopping.aborted,
    repositoryFault: null,
  };
}
