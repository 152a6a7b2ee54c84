/** The host's socket: who dials it, and to which part of the host each is brought. */
import { ROWS_APART_FEATURE, ROW_FEATURES, type Caller, type Door } from '@provost/protocol';
import { provesSecret, type ExpectedHellos } from './activation/expected-hellos.js';
import type { Clock } from './clock.js';
import type { AttachedProviders } from './decoupled/attached-providers.js';
import type { HostLog } from './host-log.js';
import type { EventJournal } from './journal/event-journal.js';
import type { KeeperLink } from './keeper/keeper-link.js';
import { SocketServer } from './server/socket-server.js';
import type { Settings } from './settings/settings.js';
import { HOST_VERSION } from './version.js';

export interface ServedParts {
  readonly settings: Settings;
  readonly epoch: number;
  readonly state: string;
  readonly journal: EventJournal;
  readonly log: HostLog;
  readonly hellos: ExpectedHellos;
  readonly keeper: KeeperLink;
  readonly attached: AttachedProviders;
}

/** The server of a host; it does not listen yet. */
export function serverOf({ clock, door }: { readonly clock: Clock; readonly door: (caller: Caller) => Door }, parts: ServedParts): SocketServer {
  const { settings, epoch, state, journal, log, hellos, keeper, attached } = parts;
  return new SocketServer({
    host: { version: HOST_VERSION, pid: process.pid, epoch, state },
    features: () => (settings.get('row-encoding') === 0 ? ROW_FEATURES : [ROWS_APART_FEATURE]),
    door,
    acceptProvider: (id, secret, connection, hello) => hellos.accept(id, secret, connection, hello),
    refuseProvider: (id, secret, reason) => hellos.refuse(id, secret, reason),
    acceptProgram: (connection, hello) => attached.accept(connection, hello),
    acceptKeeper: (id, secret, connection, hello) => {
      const expected = keeper.expects(id);
      if (expected === undefined || !provesSecret(secret, expected)) return false;
      keeper.accept(connection, hello);
      return true;
    },
    onSocketNews: (type, facts) => {
      try {
        journal.append(type, { ...facts });
      } catch (error) {
        log.fault(`the event "${type}" was not kept`, error);
      }
    },
    limits: { helloTimeoutMs: settings.get('hello-timeout'), connections: settings.get('connections'), frameBytes: settings.get('frame-limit') },
    clock,
  });
}
