/**
 * The socket in the file system: made so that only its owner reaches it, taking the place of a dead host's, never of a living one's,
 * and removed only when it is still ours. Whoever calls holds the lock of the state directory.
 */
import { chmodSync, existsSync, lstatSync, renameSync, rmSync, unlinkSync, type Stats } from 'node:fs';
import { connect, type Server } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { ProviderError } from '@provost/protocol';
import { pathFault } from './path-fault.js';
import { makePrivateDirectory } from './private-directory.js';

/** A socket's path ends with a zero byte within 108 bytes, and Node cuts a longer one without a word. */
export const SOCKET_PATH_BYTES = 107;

/** Connections that may wait to be accepted; the system cuts it to its own limit. */
const BACKLOG = 4_096;

/** What is told where nobody accepts: the last by a listener that ended before it did. */
const NOBODY_THERE: ReadonlySet<string | undefined> = new Set(['ECONNREFUSED', 'ENOENT', 'ECONNRESET']);

/** Why a socket cannot be made where there is nothing wrong with sockets. */
const OF_THE_FILE_SYSTEM: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES']);

/** Our socket, while it is there. */
export interface SocketFile {
  readonly path: string;
  /** Whether the path still leads to our socket. */
  isOurs(): boolean;
  /** Whether there is anything at the path that can be seen. */
  isThere(): boolean;
  /** Removes it if it is still ours. Idempotent; never throws. */
  remove(): void;
}

/**
 * Lets `server` listen at `path`, mode 0600, in a directory of mode 0700. Rejects with INVALID_PARAMETER when the path is too long,
 * STATE_IN_USE when somebody answers there, and ACCESS_DENIED when the directory is not the owner's alone.
 */
export async function listenAt(server: Server, path: string): Promise<SocketFile> {
  // The socket is made under another name and moved to its own when it is closed to others and accepts: whoever finds it can use it.
  // It also keeps Node, which unlinks the name it listened at, from ever removing a successor's socket.
  const making = join(dirname(path), `.${process.pid}`);
  requireShortPath(path);
  requireShortPath(making);
  makePrivateDirectory(dirname(path), { what: 'The directory of the socket', isOurs: (entries) => entries.includes(basename(path)) });
  await requireNobodyAt(path);
  rmSync(making, { force: true });
  await listening(server, making);
  chmodSync(making, 0o600);
  const made = lstatSync(making);
  renameSync(making, path);
  return fileOf(path, made);
}

function requireShortPath(path: string): void {
  const bytes = Buffer.byteLength(path);
  if (bytes <= SOCKET_PATH_BYTES) return;
  throw new ProviderError('INVALID_PARAMETER', { path, bytes, limit: SOCKET_PATH_BYTES }, {
    message: `The socket path ${path} has ${bytes} bytes; the system allows ${SOCKET_PATH_BYTES}.`,
    remedy: 'Choose a state directory with a shorter path: --state DIR.',
  });
}

async function requireNobodyAt(path: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket()) {
    throw new ProviderError('STATE_IN_USE', { path }, { message: `${path} is there and is no socket.`, remedy: `See what it is; if it is not needed: rm ${path}` });
  }
  if (await answers(path)) {
    throw new ProviderError('STATE_IN_USE', { path }, {
      message: `Another process listens at ${path}, though nobody holds the state directory.`,
      remedy: `See who it is, and end it: lsof ${path}`,
    });
  }
}

/** Whether somebody accepts there. A socket file that its process left behind refuses. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => { resolve(!NOBODY_THERE.has(error.code)); });
  });
}

function listening(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const refused = (cause: NodeJS.ErrnoException): void => {
      if (OF_THE_FILE_SYSTEM.has(cause.code ?? '')) reject(pathFault('The socket', path, cause));
      else reject(new ProviderError('FAILED', { path }, { message: `The host cannot listen at ${path}: ${cause.message}.`, remedy: 'See what this machine lacks: provost doctor.', cause }));
    };
    server.once('error', refused);
    server.listen({ path, backlog: BACKLOG }, () => {
      server.off('error', refused);
      resolve();
    });
  });
}

function fileOf(path: string, made: Stats): SocketFile {
  const isOurs = (): boolean => {
    const found = lstatSync(path, { throwIfNoEntry: false });
    return found !== undefined && found.ino === made.ino && found.dev === made.dev;
  };
  return {
    path,
    isOurs,
    isThere: () => existsSync(path),
    remove() {
      try {
        if (isOurs()) unlinkSync(path);
      } catch { /* The directory is gone or closed to us: then so is the socket. */ }
    },
  };
}
