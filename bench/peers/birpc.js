/** birpc over child_process.fork. */
import { createBirpc } from 'birpc';
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { end } from './child-socket.js';

const file = fileURLToPath(import.meta.url);
const channelOf = (peer) => ({ post: (message) => peer.send(message), on: (act) => peer.on('message', act) });

export async function open() {
  const child = fork(file, ['child']);
  const remote = createBirpc({}, channelOf(child));
  return { call: async (n) => (await remote.echo({ n })).n, close: () => end(child) };
}

if (process.argv[1] === file) createBirpc({ echo: (params) => params }, channelOf(process));
