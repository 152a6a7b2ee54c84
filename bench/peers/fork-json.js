/** child_process.fork with its JSON channel: what Node gives for nothing. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { end } from './child-socket.js';

const file = fileURLToPath(import.meta.url);

export async function open() {
  const child = fork(file, ['child']);
  const waiting = new Map();
  child.on('message', ({ id, n }) => {
    waiting.get(id)(n);
    waiting.delete(id);
  });
  let last = 0;
  const call = (n) =>
    new Promise((resolve) => {
      waiting.set(++last, resolve);
      child.send({ id: last, n });
    });
  return { call, close: () => end(child) };
}

if (process.argv[1] === file) process.on('message', (message) => process.send(message));
