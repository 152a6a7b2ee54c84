/** vscode-jsonrpc as it ships, over a unix socket. */
import { StreamMessageReader, StreamMessageWriter, createMessageConnection } from 'vscode-jsonrpc/node';
import { openChildSocket, serveAsChild } from './child-socket.js';

const connectionOver = (socket) => createMessageConnection(new StreamMessageReader(socket), new StreamMessageWriter(socket));

export async function open() {
  const { socket, close } = await openChildSocket(import.meta.url);
  const connection = connectionOver(socket);
  connection.listen();
  return { call: async (n) => (await connection.sendRequest('echo', { n })).n, close };
}

serveAsChild(import.meta.url, (socket) => {
  const connection = connectionOver(socket);
  connection.onRequest('echo', (params) => params);
  connection.listen();
});
