/** How a host stops: no new requests, all providers released side by side or left to the next host, then the keeper, the socket, the repository and the lock. */
import { ProviderError } from '@provost/protocol';
import type { Descriptions } from './activation/descriptions.js';
import type { HostLog } from './host-log.js';
import type { HostParts } from './host-parts.js';
import type { StopOptions } from './stop-options.js';
import type { EarlierHost } from './recovery/earlier-host.js';
import type { KeeperLink } from './keeper/keeper-link.js';
import type { Repository } from './repository/repository.js';
import type { SocketServer } from './server/socket-server.js';
import type { StateClaim } from './server/state-directory.js';

export interface Stoppable {
  readonly parts: HostParts;
  readonly stopping: AbortController;
  readonly emptied: AbortController;
  readonly keeper: KeeperLink;
  readonly earlier: EarlierHost;
  readonly descriptions: Descriptions;
  readonly server: SocketServer;
  readonly repository: Repository;
  readonly claim: StateClaim;
  readonly log: HostLog;
}

/** Settles when nothing is left running. Never rejects: what goes wrong on the way out is written to the journal, or where that is closed, to stderr. */
export async function stopHost(host: Stoppable, options: StopOptions): Promise<void> {
  const { parts, stopping, emptied, keeper, earlier, descriptions, server, repository, claim, log } = host;
  const timeoutMs = options.timeoutMs ?? parts.settings.get('stop-timeout');
  const reason = new ProviderError('SERVER_IS_SHUTTING_DOWN', {}, { message: 'The host is stopping.' });
  const tell = (type: string, facts: Record<string, unknown>): void => {
    try {
      parts.journal.append(type, facts);
    } catch (error) {
      log.fault(`the event "${type}" was not kept`, error);
    }
  };
  const leave = options.leave === true;
  tell('host-stopping', { pid: process.pid, ...(leave ? { leave } : { timeoutMs }) });
  stopping.abort();
  parts.consumers.stop();
  parts.events.quiet(); // What is raised for those who watch must not keep a provider.
  const ended = Promise.all([parts.standbys.stop(), descriptions.stop(reason)]); // Nobody could ever adopt one.
  if (leave) {
    server.takeNoMore(); // A provider that is left looks for the next host at once, and must not take this one's word for it that there is none.
    const programs = parts.attached.stop(reason, { patienceMs: timeoutMs / 2 }); // They are nobody's to leave: each looks for the next host by itself.
    parts.activations.leave(reason);
    await Promise.all([programs, ended]);
    keeper.leave();
  } else {
    const patienceMs = options.force === true ? 0 : timeoutMs / 2;
    await Promise.all([parts.activations.stop(reason, { timeoutMs, patienceMs }), parts.attached.stop(reason, { patienceMs }), earlier.stop(), ended]);
    await keeper.stop();
  }
  emptied.abort();
  await parts.events.close(reason);
  tell('host-stopped', { pid: process.pid });
  await server.close(reason);
  try {
    await repository.close();
  } catch (error) {
    log.fault('the repository was not closed', error); // The lock must go all the same.
  }
  await log.close();
  claim.release();
}
