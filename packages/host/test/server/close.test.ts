import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from '@jest/globals';
import { Events, Get, ProviderError, isErrorOf } from '@provost/protocol';
import { RawClient } from './support/raw-client.js';
import { runningServer } from './support/running-server.js';
import { scriptedDoor } from './support/scripted-door.js';
import { Turnstile } from './support/turnstile.js';

const stopping = new ProviderError('SERVER_IS_SHUTTING_DOWN');

test('closing aborts what is under way with the reason, closes every connection, and nobody can connect any more', async () => {
  const reasons: unknown[] = [];
  const asked = new Turnstile();
  const followed = new Turnstile();
  const untilAborted = (signal: AbortSignal): Promise<never> => new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      reasons.push(signal.reason);
      reject(signal.reason as Error);
    });
  });
  const door = scriptedDoor({ [Get.method]: (_, { signal }) => {
    void asked.passed();
    return untilAborted(signal as AbortSignal);
  } }, { [Events.method]: async function* follow(_, { signal }) {
    void followed.passed();
    yield await untilAborted(signal as AbortSignal);
  } });
  await using running = await runningServer({ door, acceptProvider: () => true });
  const client = await RawClient.greeted(running.socket);
  const silent = await RawClient.connect(running.socket);
  client.send(Get.method, { path: 'Note="7"' });
  client.send(Events.method, { operation: 1, credit: 1, follow: true });
  await asked.waiting();
  await followed.waiting();
  await running.server.close(stopping);
  await Promise.all([client.closed, silent.closed]);
  expect(reasons).toHaveLength(2);
  expect(reasons.every((reason) => isErrorOf(reason, 'SERVER_IS_SHUTTING_DOWN'))).toBe(true);
  expect([running.server.clients, running.server.connections]).toEqual([0, 0]);
  const [refused] = await once(connect(running.socket), 'error') as [NodeJS.ErrnoException];
  expect(refused.code).toBe('ENOENT');
});

test('an answer that was given before the close still arrives', async () => {
  const gate = new Turnstile();
  const door = scriptedDoor({ [Get.method]: async () => {
    await gate.passed();
    return { path: 'x', instance: {} };
  } });
  await using running = await runningServer({ door });
  const client = await RawClient.greeted(running.socket);
  const id = client.send(Get.method, { path: 'x' });
  await gate.waiting();
  gate.open();
  await new Promise((turn) => { setImmediate(turn); });
  await running.server.close(stopping);
  await client.closed;
  expect((await client.answer(id)).result).toEqual({ path: 'x', instance: {} });
});

test('closing twice is closing once', async () => {
  await using running = await runningServer();
  await Promise.all([running.server.close(stopping), running.server.close(stopping)]);
  await running.server.close(stopping);
  expect(running.server.connections).toBe(0);
});
