/** Our connection alone, over a unix socket: bounded reader and writer, deadlines, cancellation; no host. */
import { request } from '@provost/protocol';
import { openConnection } from '@provost/protocol/node';
import { openChildSocket, serveAsChild } from './child-socket.js';

const Echo = request('provider/echo');

export async function open() {
  const { socket, close } = await openChildSocket(import.meta.url);
  const connection = openConnection(socket, { peer: 'the child' });
  connection.listen();
  return { call: async (n) => (await connection.request(Echo, { n }, { timeoutMs: 60_000 })).n, close };
}

serveAsChild(import.meta.url, (socket) => {
  const connection = openConnection(socket, { peer: 'the parent' });
  connection.onRequest(Echo, (params) => params);
  connection.listen();
});
