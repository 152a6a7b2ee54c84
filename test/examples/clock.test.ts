import { expect, test } from '@jest/globals';
import { clientOf } from '@provost/client';
import { failureOf } from '../support/providers.js';
import { startHost } from '../support/start-host.js';
import { ROOT, example, run } from './as-a-person.js';

test('the clock tells the time in a zone, lists every zone, and knows no other', async () => {
  await using host = await startHost();
  await host.register(example('clock'));
  const client = clientOf(host.door);

  const before = Date.now();
  const instance = await client.get('root/app:Clock.zone="Europe/Berlin"');
  const now = new Date(instance['now'] as string);
  expect(now.getTime()).toBeGreaterThanOrEqual(before);
  expect(now.getTime()).toBeLessThanOrEqual(Date.now());
  expect(instance).toEqual({ zone: 'Europe/Berlin', time: now.toLocaleTimeString('en-GB', { timeZone: 'Europe/Berlin' }), now: now.toISOString() });

  const zones: unknown[] = [];
  for await (const row of client.list('root/app:Clock')) zones.push(row['zone']);
  expect(zones).toEqual([...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])]);

  const error = await failureOf(client.get('root/app:Clock.zone="Mars/Olympus"'));
  expect(error).toMatchObject({ code: 'NOT_FOUND', facts: { provider: 'clock' } });
  expect(await host.provider('clock')).toMatchObject({ state: 'idle', generation: 1, loads: 1, crashes: 0 });
});

test('a provider that is run by hand says what it is and how to run it', async () => {
  expect(await run(process.execPath, ['examples/clock/clock.js'])).toEqual({
    code: 0,
    out: '',
    err: [
      'This is the Provost provider "clock". It serves Clock in root/app.',
      'It is not run by hand: a Provost host starts it when it is first needed, and unloads it when it has been idle.',
      '',
      '  provost up -d                    start a host',
      `  provost register ${ROOT}examples/clock/clock.js`,
      '  provost list root/app:Clock',
      '',
    ].join('\n'),
  });
});
