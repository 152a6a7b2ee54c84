import { expect, test } from '@jest/globals';
import type { ClassShape, MethodShape, ObjectsOf, ServesClasses } from '#src/index.js';

interface Note { id: string; text: string; at: Date; size: bigint }
type NoteShape = ClassShape<Note, { id: string }, { id: string; text: string }, {
  append: MethodShape<{ text: string }, number, false>;
  purge: MethodShape<{ olderThan?: string }, void, true>;
}>;
type ClockShape = ClassShape<{ now: Date }, Record<never, never>, never, Record<never, never>>;
type Notes = ServesClasses<{ Note: NoteShape; Clock: ClockShape }> & { readonly name: string };

/** Never called: that it compiles, and that the marked lines do not, is what it is for. */
async function typed(notes: ObjectsOf<Notes>): Promise<void> {
  const note: Note = await notes.Note.get({ id: '7' });
  for await (const row of notes.Note.list({ columns: ['text'], limit: 3 })) row.at satisfies Date;
  (await notes.Note.create({ id: '7', text: 'x' })).size satisfies bigint;
  await notes.Note.modify({ id: '7' }, { text: 'y' }, { timeoutMs: 5 });
  (await notes.Note.append({ id: '7' }, { text: 'z' })) satisfies number;
  await notes.Note.purge();
  await notes.Note.purge({ olderThan: '1d' }, { operationId: 'a' });
  (await notes.Clock.get()).now satisfies Date;
  // @ts-expect-error -- a key is of the type that the class says
  await notes.Note.get({ id: 7 });
  // @ts-expect-error -- a key is needed
  await notes.Note.get();
  // @ts-expect-error -- a key does not change
  await notes.Note.modify({ id: '7' }, { id: '8' });
  // @ts-expect-error -- a method of an instance needs its key
  await notes.Note.append({ text: 'z' });
  // @ts-expect-error -- there is no such class
  notes.Nope satisfies unknown;
  // @ts-expect-error -- there is no such column
  notes.Note.list({ columns: ['texts'] });
  note.text satisfies string;
}

test('a client is given the types of a provider\'s classes without a generator', () => {
  expect(typeof typed).toBe('function');
});
