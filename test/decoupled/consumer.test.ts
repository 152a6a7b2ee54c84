import { expect, test } from '@jest/globals';
import { Create, Invoke, Subscriptions, WaitFor, type Door, type SubscriptionView } from '@provost/protocol';
import { startOwnHost } from '../support/own-host.js';
import { attachedProgram, startProgram } from '../support/program.js';
import { startHost } from '../support/start-host.js';

const BENCH = { program: 'bench' } as const;
const PAGER = { program: 'pager' } as const;

async function subscribe(door: Pick<Door, 'request'>): Promise<void> {
  await door.request(Create, { class: 'root/lab:Pager', properties: { Name: 'night' } });
  await door.request(Create, { class: 'root/lab:__EventFilter', properties: { Name: 'alarms', EventNamespace: 'root/lab', Query: 'SELECT * FROM Alarm' } });
  await door.request(Create, { class: 'root/lab:__FilterToConsumerBinding', properties: { Filter: '__EventFilter="alarms"', Consumer: 'Pager="night"' } });
}

async function ring(door: Pick<Door, 'request'>, n: number): Promise<void> {
  await door.request(Invoke, { path: 'root/lab:Run', method: 'ring', arguments: { n } });
}

/** The subscription once nothing waits: what its consumer was given it has answered. */
async function drained(door: Pick<Door, 'request'>): Promise<SubscriptionView> {
  for (;;) {
    const [view] = (await door.request(Subscriptions, {})).subscriptions;
    if (view?.waiting === 0) return view;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('W-R9 a program that attaches itself as a consumer is delivered to; what comes while it is gone waits for the next of its name', async () => {
  await using host = await startHost();
  await using bench = await attachedProgram(host.state, BENCH);
  const first = await attachedProgram(host.state, PAGER);
  expect(await host.provider('pager')).toMatchObject({ kinds: ['eventConsumer'], state: 'decoupled' });
  await subscribe(host.door);
  await bench.hear('raising');
  await ring(host.door, 1);
  expect(await first.hear('opened')).toEqual({ opened: 'night' });
  expect(await first.hear('paged')).toEqual({ paged: [1] });
  await drained(host.door);
  await first.kill();
  await host.event('detached', 'pager');
  await ring(host.door, 2);
  await ring(host.door, 3);
  await using next = startProgram(host.state, PAGER);
  expect(await next.hear('opened')).toEqual({ opened: 'night' });
  const paged: unknown[] = [];
  while (paged.length < 2) paged.push(...((await next.hear('paged')).paged ?? []));
  expect(paged).toEqual([2, 3]);
  expect(await drained(host.door)).toMatchObject({ state: 'active', dead: 0 });
});

test('P9 a permanent subscription from one program to another goes on by itself when the host is killed and comes back', async () => {
  await using own = await startOwnHost();
  await using bench = await attachedProgram(own.state, BENCH);
  await using pager = await attachedProgram(own.state, PAGER);
  await subscribe(own.client);
  await bench.hear('raising');
  await ring(own.client, 1);
  expect(await pager.hear('paged')).toEqual({ paged: [1] });
  await drained(own.client);
  await own.kill();
  await own.startAgain();
  expect((await bench.hear('raising')).raising?.bookmark).toBe('after 1');
  await own.client.request(WaitFor, { name: 'pager', state: 'decoupled' });
  await ring(own.client, 2);
  const paged: unknown[] = [];
  while (!paged.includes(2)) paged.push(...((await pager.hear('paged')).paged ?? []));
  expect(paged.filter((one) => typeof one === 'number')).toEqual([2]);
});
