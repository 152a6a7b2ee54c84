/** A socket server in a state directory of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProviderError, type Caller, type Door } from '@provost/protocol';
import { socketPathOf } from '@provost/protocol/node';
import { SocketServer, type SocketServerOptions } from '#src/server/socket-server.js';
import { scriptedDoor } from './scripted-door.js';

export interface RunningServer extends AsyncDisposable {
  readonly server: SocketServer;
  readonly state: string;
  readonly socket: string;
  /** In the order in which they came. */
  readonly callers: Caller[];
}

export interface ServerScript extends Partial<Omit<SocketServerOptions, 'door'>> {
  readonly door?: Door;
}

export const STATUS = { pid: process.pid };

/** A directory in the system's temporary one; the socket of a state directory in it is beside it. */
export function temporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'provost-'));
}

export async function runningServer(script: ServerScript = {}): Promise<RunningServer> {
  const { door = scriptedDoor({ 'host/status': () => STATUS }), ...options } = script;
  const state = temporaryDirectory();
  const socket = socketPathOf(state);
  const callers: Caller[] = [];
  const server = new SocketServer({
    host: { version: '1.2.3', pid: process.pid, epoch: 7, state },
    acceptProvider: () => false,
    acceptKeeper: () => false,
    ...options,
    door: (caller) => {
      callers.push(caller);
      return door;
    },
  });
  await server.listen(socket);
  return {
    server, state, socket, callers,
    async [Symbol.asyncDispose]() {
      await server.close(new ProviderError('SERVER_IS_SHUTTING_DOWN'));
      rmSync(state, { recursive: true, force: true });
    },
  };
}
