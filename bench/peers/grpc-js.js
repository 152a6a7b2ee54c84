/** @grpc/grpc-js over a unix socket, with JSON as its encoding. */
import grpc from '@grpc/grpc-js';
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { end } from './child-socket.js';

const file = fileURLToPath(import.meta.url);
const serialize = (message) => Buffer.from(JSON.stringify(message));
const deserialize = (bytes) => JSON.parse(bytes.toString());
const service = {
  echo: {
    path: '/bench.Echo/echo', requestStream: false, responseStream: false,
    requestSerialize: serialize, requestDeserialize: deserialize, responseSerialize: serialize, responseDeserialize: deserialize,
  },
};

export async function open() {
  const folder = mkdtempSync(join(tmpdir(), 'provost-bench-'));
  const address = `unix:${join(folder, 'socket')}`;
  const child = fork(file, ['child', address]);
  await new Promise((resolve) => child.once('message', resolve));
  const Client = grpc.makeGenericClientConstructor(service, 'Echo');
  const client = new Client(address, grpc.credentials.createInsecure());
  const call = (n) => new Promise((resolve, reject) => client.echo({ n }, (error, answer) => (error ? reject(error) : resolve(answer.n))));
  const close = async () => {
    client.close();
    await end(child);
    rmSync(folder, { recursive: true, force: true });
  };
  return { call, close };
}

if (process.argv[1] === file) {
  const server = new grpc.Server();
  server.addService(service, { echo: (call, answer) => answer(null, call.request) });
  server.bindAsync(process.argv[3], grpc.ServerCredentials.createInsecure(), () => process.send('ready'));
}
