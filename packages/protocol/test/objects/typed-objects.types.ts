/** What the compiler must accept and must refuse of the typed face. Nothing of it is run. */
import { isErrorOf, type HostObjects } from '@provost/protocol';
import type { Note, Notes } from './support/notes.js';

declare const host: HostObjects;

export async function accepted(): Promise<void> {
  const { Note, Settings } = host.of<Notes>('root/app');
  const note: Note = await Note.get({ id: 1n });
  const written: Date | undefined = note.written;
  const length: bigint = await Note.append({ id: 1n }, { text: 'x' }, { signal: AbortSignal.timeout(5), timeoutMs: 5 });
  const newest: Note = await Note.newest({ since: new Date() });
  for await (const row of Note.list({ columns: ['id', 'written'] })) row.text satisfies string;
  const size: number = (await Settings.get()).size;
  await Note.create({ text: 'a' });
  await Note.modify({ id: 1n }, { text: 'b' });
  await Note.touch({ id: 1n });
  void [written, length, newest, size];
}

export async function refused(): Promise<void> {
  const objects = host.of<Notes>();
  // @ts-expect-error -- no such class
  void objects.Nothing;
  // @ts-expect-error -- the key is a bigint
  await objects.Note.get({ id: '7' });
  // @ts-expect-error -- the key is missing
  await objects.Note.get();
  // @ts-expect-error -- the provider gives the id
  await objects.Note.create({ id: 1n, text: 'a' });
  // @ts-expect-error -- text is missing
  await objects.Note.create({});
  // @ts-expect-error -- the key cannot be changed
  await objects.Note.modify({ id: 1n }, { id: 2n });
  // @ts-expect-error -- what the provider alone sets cannot be changed
  await objects.Note.modify({ id: 1n }, { size: 3 });
  const note = await objects.Note.get({ id: 1n });
  // @ts-expect-error -- a whole note has the key and what the provider alone sets
  await objects.Note.modify({ id: 1n }, note);
  // @ts-expect-error -- and so has a copy of it
  await objects.Note.modify({ id: 1n }, { ...note, text: 'b' });
  // @ts-expect-error -- nor can a new one be made of it
  await objects.Note.create({ ...note, text: 'b' });
  // @ts-expect-error -- no such column
  objects.Note.list({ columns: ['nothing'] });
  // @ts-expect-error -- no such method
  await objects.Note.remove({ id: 1n });
  // @ts-expect-error -- a method of an instance needs its key
  await objects.Note.append({ text: 'x' });
  // @ts-expect-error -- text is missing
  await objects.Note.append({ id: 1n }, {});
  // @ts-expect-error -- a date is a Date
  await objects.Note.newest({ since: '2024-05-06' });
  // @ts-expect-error -- the result is a bigint
  (await objects.Note.append({ id: 1n }, { text: 'x' })) satisfies number;
}

export function caught(error: unknown): void {
  const { Note } = host.of<Notes>();
  if (isErrorOf(error, Note.append, 'Full')) {
    const max: bigint = error.facts.max;
    const since: Date = error.facts.since;
    const pid: number | undefined = error.facts.pid;
    const code: 'Full' = error.code;
    // @ts-expect-error -- a fact of another error
    error.facts.key satisfies Uint8Array;
    void [max, since, pid, code];
  }
  if (isErrorOf(error, Note.append, 'Locked')) error.facts.key satisfies Uint8Array | undefined;
  if (isErrorOf(error, 'NOT_FOUND')) error.facts.pid satisfies number | undefined;
  // @ts-expect-error -- not an error that the method declares
  isErrorOf(error, Note.append, 'Empty');
  // @ts-expect-error -- a method that declares none
  isErrorOf(error, Note.touch, 'Full');
  // @ts-expect-error -- an operation declares none
  isErrorOf(error, Note.get, 'Full');
  // @ts-expect-error -- not a result code
  isErrorOf(error, 'Full');
}
