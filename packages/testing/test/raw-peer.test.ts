import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { GetInstance, Hello, Initialize, ListInstances, Release, RowsFromProvider, type JsonObject } from '@provost/protocol';
import { openConnection, type Connection } from '@provost/protocol/node';
import { frame } from '@provost/testing';

const FIXTURE = fileURLToPath(new URL('../test/fixtures/refuses-to-get.js', import.meta.url));
const context = { id: '1.1', timeoutMs: 1000, caller: { kind: 'host', pid: 1 } } as const;
const soon = { timeoutMs: 10_000 };

test('a raw peer is polite in all things but its sin, and ends with the channel', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'provost-raw-'));
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(join(folder, 's'), resolve));
  const child = spawn(process.execPath, [FIXTURE], { stdio: ['ignore', 'inherit', 'inherit', 'pipe'], env: { PATH: process.env['PATH'], PROVOST_BOOTSTRAP_FD: '3' } });
  const exit = new Promise((resolve) => child.once('exit', resolve));
  (child.stdio[3] as Writable).write(`${JSON.stringify({ socket: join(folder, 's'), activation: { id: 'a1', secret: 's' } })}\n`);
  const host = await new Promise<Connection>((resolve) => server.once('connection', (socket) => {
    const connection = openConnection(socket, { peer: 'the raw peer' });
    connection.onRequest(Hello, ({ activation }) => {
      setImmediate(() => { resolve(connection); });
      return { protocol: 1, features: [], host: { version: '0', pid: 1, epoch: 1, state: activation?.id ?? '' }, limits: { frameBytes: 1 } };
    });
    connection.listen();
  }));
  const rows: JsonObject[] = [];
  host.onNotification(RowsFromProvider, (batch) => void rows.push(...(batch.rows as JsonObject[])));
  const initialized = await host.request(Initialize, { name: 'raw', namespace: 'root/raw', generation: 1, epoch: 1, config: {}, credentials: {}, dataDirectory: '/' }, soon);
  expect(initialized.description).toMatchObject({ name: 'raw', classes: [{ name: 'Thing', operations: ['get', 'list'] }] });
  await expect(host.request(GetInstance, { context, class: 'Thing', key: { id: '1' } }, soon)).rejects.toMatchObject({ code: 'FAILED', message: 'FAILED: no' });
  expect(await host.request(ListInstances, { context, class: 'Thing', query: {}, credit: 1 }, soon)).toEqual({ count: 1 });
  expect(rows).toEqual([{ id: '1', text: 'raw' }]);
  expect(await host.request(Release, { reason: 'idle', deadlineMs: 1000 }, soon)).toEqual({ outcome: 'released' });
  expect(await exit).toBe(0);
  server.close();
  await rm(folder, { recursive: true });
});

test('a frame is its length in bytes, an empty line and its JSON', () => {
  expect(frame({ é: 1 }).toString()).toBe('Content-Length: 8\r\n\r\n{"é":1}');
});
