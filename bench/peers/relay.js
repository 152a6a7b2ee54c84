/** A ping-pong over bare unix sockets with a process in the middle that hands on what it reads: what two hops cost at least. */
import { fileURLToPath } from 'node:url';
import { openChildSocket, serveAsChild } from './child-socket.js';
import { openRaw } from './raw.js';

const leaf = fileURLToPath(new URL('raw.js', import.meta.url));

export const open = () => openRaw(import.meta.url);

serveAsChild(import.meta.url, async (socket) => {
  const { socket: next, close } = await openChildSocket(leaf);
  socket.on('close', () => void close());
  socket.on('data', (chunk) => next.write(chunk));
  next.on('data', (chunk) => socket.write(chunk));
});
