import { expect, test } from '@jest/globals';
import { Get, List, Status } from '@provost/protocol';
import { HELLO, RawClient } from './support/raw-client.js';
import { runningServer, STATUS } from './support/running-server.js';
import { scriptedDoor } from './support/scripted-door.js';
import { Turnstile } from './support/turnstile.js';

const path = 'root/app:Note.id="7"';

test('F-C3 a client beyond the limit is told which limit, and one that leaves makes room', async () => {
  await using running = await runningServer({ limits: { connections: 2 } });
  const [first, second] = [await RawClient.greeted(running.socket), await RawClient.greeted(running.socket)];
  const third = await RawClient.connect(running.socket);
  expect((await third.ask('host/hello', HELLO)).error).toMatchObject({
    message: '2 clients are connected to the host already (connections).', data: { name: 'SERVER_LIMITS_EXCEEDED', facts: { connections: 2 } },
  });
  await third.closed;
  expect((await second.ask(Status.method, {})).result).toEqual(STATUS);
  first.socket.end();
  await first.closed;
  const next = await RawClient.greeted(running.socket);
  expect((await next.ask(Status.method, {})).result).toEqual(STATUS);
  for (const client of [second, next]) client.close();
});

test('F-C3 a flood of clients does not keep a provider out', async () => {
  await using running = await runningServer({ limits: { connections: 1 }, acceptProvider: () => true });
  const client = await RawClient.greeted(running.socket);
  const provider = await RawClient.connect(running.socket);
  expect((await provider.ask('host/hello', { ...HELLO, role: 'provider', activation: { id: 'a', secret: 's' } })).result).toMatchObject({ protocol: 1 });
  for (const peer of [client, provider]) peer.close();
});

test('F-C3 silent connections beyond the limit push out the longest silent, and one that speaks gets in', async () => {
  await using running = await runningServer({ limits: { silentConnections: 3 } });
  const silent: RawClient[] = [];
  for (let n = 0; n < 3; n += 1) silent.push(await RawClient.connect(running.socket));
  const speaking = await RawClient.greeted(running.socket);
  await silent[0]!.closed;
  expect((await speaking.ask(Status.method, {})).result).toEqual(STATUS);
  expect(running.server.connections).toBe(3);
  for (const client of [...silent, speaking]) client.close();
});

test('F-C3 a thousand clients at once are all served', async () => {
  await using running = await runningServer();
  const clients = await Promise.all(Array.from({ length: 1_000 }, () => RawClient.greeted(running.socket)));
  expect(running.server.clients).toBe(1_000);
  const answers = await Promise.all(clients.map((client) => client.ask(Status.method, {})));
  expect(answers.filter(({ result }) => result?.pid === STATUS.pid)).toHaveLength(1_000);
  for (const client of clients) client.close();
});

test('F-C4 a flood of requests of one client is refused with the limit, and another client is served meanwhile', async () => {
  const gate = new Turnstile();
  const door = scriptedDoor({ [Status.method]: () => STATUS, [Get.method]: async () => {
    await gate.passed();
    return { path, instance: {} };
  } });
  await using running = await runningServer({ door, limits: { requestsAtOnce: 10 } });
  const flooding = await RawClient.greeted(running.socket);
  const ids = Array.from({ length: 25 }, () => flooding.send(Get.method, { path }));
  const refusals = await Promise.all(ids.slice(10).map((id) => flooding.answer(id)));
  for (const { error } of refusals) {
    expect(error).toMatchObject({ message: '10 requests of this connection are being answered already (requestsAtOnce).', data: { name: 'SERVER_LIMITS_EXCEEDED', facts: { requestsAtOnce: 10 } } });
  }
  const other = await RawClient.greeted(running.socket);
  expect((await other.ask(Get.method + 'x', {})).error?.data.name).toBe('METHOD_UNKNOWN');
  expect((await other.ask(Status.method, {})).result).toEqual(STATUS);
  gate.open();
  for (const id of ids.slice(0, 10)) expect((await flooding.answer(id)).result).toEqual({ path, instance: {} });
  expect((await flooding.ask(Status.method, {})).result).toEqual(STATUS);
  for (const client of [flooding, other]) client.close();
});

test('F-C9 a client that grants credit but does not read holds a bounded number of bytes, and others are served', async () => {
  let made = 0;
  const row = { text: 'x'.repeat(60_000) };
  const door = scriptedDoor({ [Status.method]: () => STATUS }, { [List.method]: async function* rows() {
    for (; made < 10_000;) {
      made += 1;
      yield [row];
    }
  } });
  await using running = await runningServer({ door });
  const paused = await RawClient.greeted(running.socket);
  paused.socket.pause();
  paused.send(List.method, { class: 'Note', operation: 1, credit: 1_000_000 });
  const other = await RawClient.greeted(running.socket);
  let before = -1;
  while (made === 0 || made !== before) {
    before = made;
    for (let n = 0; n < 20; n += 1) await other.ask(Status.method, {});
  }
  expect(made).toBeLessThan(200);
  for (const client of [paused, other]) client.close();
});
