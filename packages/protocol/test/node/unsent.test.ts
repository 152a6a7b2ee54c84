/** Whether a peer that is gone can have read a request. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { request } from '#src/index.js';
import { openConnection, type Connection } from '#src/node/connection.js';

const Ask = request<{ readonly text?: string }, unknown>('test/ask');
const TIMEOUT_MS = 60_000;

let folder: string;
let server: Server;
let peer: Socket;
let connection: Connection;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'provost-unsent-'));
  server = createServer().listen(join(folder, 'peer.sock'));
  await once(server, 'listening');
  const socket = connect(join(folder, 'peer.sock'));
  [peer] = (await once(server, 'connection')) as [Socket];
  await Promise.all([socket.readyState === 'open' ? undefined : once(socket, 'connect')]);
  connection = openConnection(socket, { peer: 'the peer' });
  connection.listen();
});

afterEach(async () => {
  connection.close();
  peer.destroy();
  await once(server.close(), 'close');
  rmSync(folder, { recursive: true, force: true });
});

const sent = (text: string) => connection.send(Ask, { text }, TIMEOUT_MS);

test('what is sent to a peer that is gone already was never asked, and says so; what it has read may have run', async () => {
  const read = sent('read');
  await once(peer, 'data');
  peer.destroy();
  const unread = [sent('one'), sent('two'), sent('x'.repeat(8_000))];
  const [first, ...others] = (await Promise.allSettled([read, ...unread].map(({ result }) => result))) as PromiseRejectedResult[];
  expect(first?.reason).toMatchObject({ code: 'CONNECTION_CLOSED', facts: { mayHaveRun: true } });
  expect([read, ...unread].map(({ isUnsent }) => isUnsent)).toEqual([false, true, true, true]);
  for (const { reason } of others) {
    expect(reason).toMatchObject({ code: 'CONNECTION_CLOSED', facts: { peer: 'the peer' }, sentence: expect.stringMatching(/^test\/ask was not sent: The /) as unknown });
    expect(reason).not.toHaveProperty('facts.mayHaveRun');
  }
  const late = sent('late');
  await expect(late.result).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  expect(late.isUnsent).toBe(true);
});

test('of a frame that got out in part nothing was asked; what was in the system\'s hands whole may have been', async () => {
  const whole = sent('small');
  await new Promise((resolve) => setImmediate(resolve)); // Written, and the peer does not read.
  const cut = sent('y'.repeat(4_000_000));
  await new Promise((resolve) => setImmediate(resolve));
  peer.destroy();
  const [first, second] = await Promise.allSettled([whole.result, cut.result]);
  expect(first).toMatchObject({ reason: { code: 'CONNECTION_CLOSED', facts: { mayHaveRun: true } } });
  expect(second).toMatchObject({ reason: { code: 'CONNECTION_CLOSED' } });
  expect([whole.isUnsent, cut.isUnsent]).toEqual([false, true]);
});

test('what this side closes before it is answered may have run: what is queued is still written', async () => {
  const pending = sent('queued');
  connection.close();
  await expect(pending.result).rejects.toMatchObject({ code: 'CONNECTION_CLOSED', facts: { mayHaveRun: true } });
  expect(pending.isUnsent).toBe(false);
  expect(String((await once(peer, 'data'))[0])).toContain('queued');
});
