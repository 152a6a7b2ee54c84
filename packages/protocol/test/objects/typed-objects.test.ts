import { expect, test } from '@jest/globals';
import { Create, Delete, Get, HostObjects, Invoke, List, Modify, ProviderError, SchemaOf, isErrorOf, type ClassDefinition, type Door, type JsonObject } from '@provost/protocol';
import { NOTE, SETTINGS, type Notes } from './support/notes.js';

const written = new Date('2024-05-06T07:08:09.010Z');
const WIRE = {
  id: '9007199254740993', text: 'a', written: written.toISOString(), picture: 'AQID', history: [{ at: written.toISOString() }], labels: { big: '12345678901234567890' }, either: written.toISOString(),
};
const AUTHORS = {
  id: 9007199254740993n, text: 'a', written, picture: new Uint8Array([1, 2, 3]), history: [{ at: written }], labels: { big: 12345678901234567890n }, either: written,
};
const path = 'root/app:Note.id="9007199254740993"';

interface Told {
  readonly door: Door;
  /** All that was asked, in order. */
  readonly asked: [string, JsonObject][];
}

function told(answers: Readonly<Record<string, (params: JsonObject) => unknown>> = {}, classes: readonly ClassDefinition[] = [NOTE, SETTINGS]): Told {
  const asked: [string, JsonObject][] = [];
  const door: Door = {
    async request(message, params) {
      asked.push([message.method, params as JsonObject]);
      if (message.method !== SchemaOf.method) return answers[message.method]!(params as JsonObject) as never;
      const name = String((params as JsonObject).class).replace('root/app:', '');
      const definition = classes.find((each) => each.name === name);
      if (definition === undefined) throw new ProviderError('INVALID_CLASS', {}, { message: `No ${name}.` });
      return Promise.resolve({ namespace: 'root/app', provider: 'notes', definition } as never);
    },
    async *stream(message, params) {
      asked.push([message.method, params as JsonObject]);
      yield await Promise.resolve(answers[message.method]!(params as JsonObject) as never);
    },
  };
  return { door, asked };
}

test('an instance is read in the author\'s values', async () => {
  const { door, asked } = told({ [Get.method]: () => ({ path, instance: WIRE }) });
  expect(await new HostObjects(door).of<Notes>().Note.get({ id: 9007199254740993n })).toEqual(AUTHORS);
  expect(asked).toEqual([[SchemaOf.method, { class: 'Note' }], [Get.method, { path }]]);
});

test('a namespace that is given is asked in', async () => {
  const { door, asked } = told({ [Get.method]: () => ({ path, instance: WIRE }) });
  await new HostObjects(door).of<Notes>('root/app').Note.get({ id: 1n }, { timeoutMs: 5, operationId: 'x' });
  expect(asked).toEqual([[SchemaOf.method, { class: 'root/app:Note' }], [Get.method, { path: 'root/app:Note.id="1"', timeoutMs: 5, operationId: 'x' }]]);
});

test('the author\'s values travel as the class says', async () => {
  const { door, asked } = told({ [Create.method]: () => ({ path, instance: WIRE }), [Modify.method]: () => ({}) });
  const { Note } = new HostObjects(door).of<Notes>();
  const { id, ...made } = AUTHORS;
  expect(await Note.create(made)).toEqual(AUTHORS);
  expect(await Note.modify({ id }, { written, text: 'b' })).toBe(undefined);
  const { id: _, ...properties } = WIRE;
  expect(asked.slice(1)).toEqual([
    [Create.method, { class: 'root/app:Note', properties }],
    [Modify.method, { path, patch: { written: WIRE.written, text: 'b' } }],
  ]);
});

test('rows are read as they come, and the class is asked for once', async () => {
  const { door, asked } = told({ [List.method]: () => [WIRE, { id: '1', text: 'b' }], [Delete.method]: () => ({}) });
  const { Note } = new HostObjects(door).of<Notes>();
  const rows: unknown[] = [];
  for await (const row of Note.list({ columns: ['id', 'text'], limit: 2 })) rows.push(row);
  expect(rows).toEqual([AUTHORS, { id: 1n, text: 'b' }]);
  expect(await Note.delete({ id: 1n })).toBe(undefined);
  expect(asked).toEqual([
    [SchemaOf.method, { class: 'Note' }],
    [List.method, { class: 'root/app:Note', query: { columns: ['id', 'text'], limit: 2 } }],
    [Delete.method, { path: 'root/app:Note.id="1"' }],
  ]);
});

test('a method of an instance takes its key first, one of the class does not', async () => {
  const { door, asked } = told({ [Invoke.method]: ({ method }) => ({ value: method === 'append' ? '7' : WIRE }) });
  const { Note } = new HostObjects(door).of<Notes>();
  expect(await Note.append({ id: 1n }, { text: 'x', at: written }, { operationId: 'once' })).toBe(7n);
  expect(await Note.newest({ since: written })).toMatchObject({ id: AUTHORS.id, written });
  expect(asked.slice(1)).toEqual([
    [Invoke.method, { path: 'root/app:Note.id="1"', method: 'append', arguments: { text: 'x', at: WIRE.written }, operationId: 'once' }],
    [Invoke.method, { path: 'root/app:Note', method: 'newest', arguments: { since: WIRE.written } }],
  ]);
});

test('a method without parameters or result needs neither', async () => {
  const { door, asked } = told({ [Invoke.method]: () => ({}) });
  expect(await new HostObjects(door).of<Notes>().Note.touch({ id: 1n }, undefined)).toBe(undefined);
  expect(asked[1]).toEqual([Invoke.method, { path: 'root/app:Note.id="1"', method: 'touch', arguments: {} }]);
});

test('the only instance of a class without a key needs none', async () => {
  const { door, asked } = told({ [Get.method]: () => ({ instance: { size: 3 } }) });
  expect(await new HostObjects(door).of<Notes>().Settings.get()).toEqual({ size: 3 });
  expect(asked[1]).toEqual([Get.method, { path: 'root/app:Settings=@' }]);
});

test('a method that the class does not have is METHOD_NOT_FOUND with the nearest', async () => {
  const { door } = told();
  const note = new HostObjects(door).of<Notes>().Note as unknown as { appendd(key: unknown, args: unknown): Promise<unknown> };
  await expect(note.appendd({ id: 1n }, {})).rejects.toMatchObject({ code: 'METHOD_NOT_FOUND', sentence: 'root/app:Note has no method "appendd", did you mean "append"?' });
});

test('a class that is not there is asked for again by the next call', async () => {
  const classes: ClassDefinition[] = [];
  const { door } = told({ [Get.method]: () => ({ path, instance: WIRE }) }, classes);
  const { Note } = new HostObjects(door).of<Notes>();
  await expect(Note.get({ id: 1n })).rejects.toMatchObject({ code: 'INVALID_CLASS' });
  classes.push(NOTE);
  expect(await Note.get({ id: 1n })).toEqual(AUTHORS);
});

test('a class whose values no longer fit is asked for again by the next call', async () => {
  let refusals = 1;
  const { door, asked } = told({ [Get.method]: () => {
    if (refusals-- > 0) throw new ProviderError('TYPE_MISMATCH');
    return { path, instance: WIRE };
  } });
  const { Note } = new HostObjects(door).of<Notes>();
  await expect(Note.get({ id: 1n })).rejects.toMatchObject({ code: 'TYPE_MISMATCH' });
  await Note.get({ id: 1n });
  expect(asked.filter(([method]) => method === SchemaOf.method)).toHaveLength(2);
});

test('what a value is not is left for the check to name', async () => {
  const { door } = told({ [Get.method]: () => ({ path, instance: { id: 'x', text: 3, written: null, picture: 4, either: true } }) });
  expect(await new HostObjects(door).of<Notes>().Note.get({ id: 1n })).toEqual({ id: 'x', text: 3, written: null, picture: 4, either: true });
});

test('F-C19 names of the language\'s own are data like any other', async () => {
  const labels = JSON.parse('{"__proto__":"1","constructor":"2"}') as Record<string, string>;
  const { door } = told({ [Get.method]: () => ({ path, instance: { id: '1', text: 'a', labels } }) });
  const note = await new HostObjects(door).of<Notes>().Note.get({ id: 1n });
  expect(Object.entries(note.labels!)).toEqual([['__proto__', 1n], ['constructor', 2n]]);
  expect(({} as Record<string, unknown>)['1']).toBe(undefined);
});

test('a face may be awaited and returned from an async function', async () => {
  const { door } = told();
  const objects = new HostObjects(door).of<Notes>();
  expect(await Promise.resolve(objects)).toBe(objects);
  expect(await Promise.resolve(objects.Note)).toBe(objects.Note);
});

async function thrownBy(call: Promise<unknown>): Promise<unknown> {
  return call.then(() => { throw new Error('It was done.'); }, (error: unknown) => error);
}

test('the facts of an error that a method declares are the author\'s values, and typed by the method', async () => {
  const { door } = told({ [Invoke.method]: () => {
    throw new ProviderError('Full', { max: '9007199254740993', since: written.toISOString(), provider: 'notes', pid: 7 }, { message: 'No more.', remedy: 'Wait.' });
  } });
  const { Note } = new HostObjects(door).of<Notes>();
  const error = await thrownBy(Note.append({ id: 1n }, { text: 'x' }));
  expect(isErrorOf(error, Note.append, 'Locked')).toBe(false);
  if (!isErrorOf(error, Note.append, 'Full')) throw error;
  const [max, since]: [bigint, Date] = [error.facts.max, error.facts.since];
  expect([max, since, error.facts.pid]).toEqual([9007199254740993n, written, 7]);
  expect([error.sentence, error.remedy, error.number]).toEqual(['No more.', 'Wait.', 1000]);
});

test('an error of the same name from elsewhere is not taken for the method\'s, since its facts are others', async () => {
  const { door } = told({ [Invoke.method]: () => { throw new ProviderError('Full', { max: 'all' }); } });
  const objects = new HostObjects(door);
  const { Note } = objects.of<Notes>();
  expect(isErrorOf(await thrownBy(objects.invoke('root/app:Note.id="1"', 'append')), Note.append, 'Full')).toBe(false);
  expect(isErrorOf(await thrownBy(Note.touch({ id: 1n })), Note.append, 'Full')).toBe(false);
  expect(isErrorOf(await thrownBy(Note.append({ id: 1n }, { text: 'x' })), objects.of<Notes>('root/app').Note.append, 'Full')).toBe(true);
  expect(isErrorOf(new Error('Full'), Note.append, 'Full')).toBe(false);
});

test('an error that the method does not declare is as the host gave it', async () => {
  const given = new ProviderError('PROVIDER_CRASHED', { pid: 7 });
  const { door } = told({ [Invoke.method]: () => { throw given; } });
  expect(await thrownBy(new HostObjects(door).of<Notes>().Note.append({ id: 1n }, { text: 'x' }))).toBe(given);
});
