import { expect, test } from '@jest/globals';
import { isErrorOf } from '@provost/sdk';
import { load } from '@provost/testing';
import { notes, WRITTEN_AT } from './support/notes.js';

test('an error that the class declares comes with its facts, its words and its remedy, and is no fault in the log', async () => {
  await using p = await load(notes);
  await p.Note.create({ id: '1', text: '' });
  const error: unknown = await p.Note.append({ id: '1' }, { text: 'too long' }).catch((thrown: unknown) => thrown);
  if (!isErrorOf(error, p.Note.append, 'Full')) throw error;
  expect(error).toMatchObject({ code: 'Full', number: 1000, message: 'Full: Five is the most.', remedy: 'Write less.' });
  const facts: { readonly max: number; readonly since: Date } = error.facts;
  expect(facts).toEqual({ max: 5, since: WRITTEN_AT });
  expect(isErrorOf(error, p.Note.fault, 'Full')).toBe(false);
  expect(p.log).toEqual([]);
});

test.each([
  ['type error', /threw TypeError: .*, in Note\.fault\.$/, 'Read its log, which has the stack: provost logs notes.'],
  ['string', /threw just words, in Note\.fault\.$/, 'Read its log, which has the stack: provost logs notes.'],
  ['unspeakable', /threw something that cannot be shown, in Note\.fault\.$/, 'Read its log, which has the stack: provost logs notes.'],
  ['undeclared', /failed with Empty, which its class does not declare: Nothing is in it, in Note\.fault\.$/, 'Tell its author to declare it: errors: { Empty: { ... } }.'],
  ['wrong facts', /failed with Full .*its facts are wrong: .*max.*, in Note\.fault\.$/, 'Read its log, which has the stack: provost logs notes.'],
  ['of the host', /failed with PROVIDER_CRASHED/, 'Tell its author: PROVIDER_CRASHED is for the host to say; declare an error of another name.'],
])('a throw that is no answer (%s) is FAILED to the caller, its stack is in the log alone, and the provider serves on', async (how, message, remedy) => {
  await using p = await load(notes);
  await expect(p.Note.fault({ id: '1' }, { how })).rejects.toMatchObject({
    code: 'FAILED', message: expect.stringMatching(message), remedy, facts: { provider: 'notes', pid: process.pid },
  });
  expect(p.log[0]).toMatch(/^\[1\.\d+\] Note\.fault failed:/);
  expect(await p.Note.touch({ id: '1' }, {})).toBeUndefined();
});

test('a result code that callers know is told as it is, without facts that JSON cannot say', async () => {
  await using p = await load(notes);
  await expect(p.Note.fault({ id: '1' }, { how: 'denied' })).rejects.toMatchObject({ code: 'ACCESS_DENIED', message: 'ACCESS_DENIED: Not you.', facts: {} });
  expect(p.log).toEqual([]);
});
