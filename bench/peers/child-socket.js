/** The other side of a peer: the same file started as a program of its own, joined by one unix socket. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Kills a child and sees it dead, so that its CPU time is counted. */
export async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

/** Starts `file` as a child that dials back. Resolves with the socket and with what ends both. */
export async function openChildSocket(file) {
  const folder = mkdtempSync(join(tmpdir(), 'provost-bench-'));
  const path = join(folder, 'socket');
  const server = createServer();
  await new Promise((resolve) => server.listen(path, resolve));
  const child = spawn(process.execPath, [file.startsWith('file:') ? fileURLToPath(file) : file, 'child', path], { stdio: ['ignore', 'inherit', 'inherit'] });
  const socket = await new Promise((resolve) => server.once('connection', resolve));
  socket.on('error', () => {}); // Its other end is killed.
  const close = async () => {
    socket.destroy();
    server.close();
    await end(child);
    rmSync(folder, { recursive: true, force: true });
  };
  return { socket, path, pid: child.pid, close };
}

/** In the child: calls `serve` with the socket. In the parent, which only imports the file: nothing. */
export function serveAsChild(file, serve) {
  if (process.argv[1] !== fileURLToPath(file) || process.argv[2] !== 'child') return;
  const socket = connect(process.argv[3], () => serve(socket));
  socket.on('error', () => {});
  socket.on('close', () => setImmediate(() => process.exit(0)));
}
