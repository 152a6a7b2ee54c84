import { expect, test } from '@jest/globals';
import { clientOf, type HostClient } from '@provost/client';
import { failureOf } from '../support/providers.js';
import { startHost } from '../support/start-host.js';
import { example } from './as-a-person.js';

async function ids(client: HostClient): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const row of client.list('root/app:Note')) found.push(row['id']);
  return found;
}

test('notes are created, read, changed, appended to, counted and deleted', async () => {
  await using host = await startHost();
  await host.register(example('notes'));
  const client = clientOf(host.door);

  const milk = { id: '7', text: 'Buy milk' };
  expect(await client.create('root/app:Note', milk)).toEqual({ path: 'root/app:Note.id="7"', instance: milk });
  expect(await client.modify('root/app:Note.id="7"', { tags: ['shop'] })).toEqual({ ...milk, tags: ['shop'] });
  expect(await client.invoke('root/app:Note.id="7"', 'append', { text: ' and bread' })).toBe(18);
  expect(await client.get('Note="7"')).toEqual({ id: '7', text: 'Buy milk and bread', tags: ['shop'] });
  expect(await client.invoke('root/app:Note', 'count')).toBe(1);

  expect((await failureOf(client.create('root/app:Note', milk))).code).toBe('ALREADY_EXISTS');
  await client.delete('root/app:Note.id="7"');
  expect((await failureOf(client.delete('root/app:Note.id="7"'))).code).toBe('NOT_FOUND');
  expect(await ids(client)).toEqual([]);
});

test('a note that would grow too long is refused with the error that its class declares, by the limit in its config', async () => {
  await using host = await startHost();
  await host.register(example('notes'), { config: { maxLength: 10 } });
  const client = clientOf(host.door);
  await client.create('root/app:Note', { id: 'a', text: '12345' });
  const error = await failureOf(client.invoke('root/app:Note.id="a"', 'append', { text: '678901' }));
  expect(error).toMatchObject({ code: 'Full', number: 1000, sentence: 'A note may have 10 characters.', remedy: 'Start another note.', facts: { max: 10 } });
  expect(await client.invoke('root/app:Note.id="a"', 'append', { text: '67890' })).toBe(10);
});

test('P3 what was written is still there when the notes were unloaded in between', async () => {
  await using host = await startHost({ 'clear-after.object': '0s' });
  await host.register(example('notes'));
  const client = clientOf(host.door);
  await client.create('root/app:Note', { id: 'kept', text: 'for good' });
  expect(await host.event('unloaded', 'notes')).toMatchObject({ reason: 'idle', cause: 'released', code: 0, survivors: [] });
  expect(await client.get('root/app:Note.id="kept"')).toEqual({ id: 'kept', text: 'for good' });
});
