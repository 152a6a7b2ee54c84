import { beforeEach, expect, test } from '@jest/globals';
import { isErrorOf } from '@provost/protocol';
import { Admission, BACKGROUND_EVERY, type Loading, type Want } from '#src/activation/admission.js';
import { MadeUpClock } from '../made-up-clock.js';

let clock: MadeUpClock;
let wants: Map<string, Want>;
let atOnce: number;
let admission: Admission;
let begun: string[];
let ends: Map<string, () => void>;

beforeEach(() => {
  clock = new MadeUpClock();
  wants = new Map();
  atOnce = 1;
  admission = new Admission({ clock, atOnce: () => atOnce, limit: () => 3 });
  admission.wants = () => wants;
  begun = [];
  ends = new Map();
});

/** A load that goes on until its end is called. */
function load(name: string): { loading: Loading; over: Promise<string> } {
  const loading = { registration: { name } };
  const over = admission.run(loading, () => {
    begun.push(name);
    return new Promise((resolve) => ends.set(name, resolve));
  });
  return { loading, over: over.then(() => 'loaded', (error: unknown) => (isErrorOf(error, 'OPERATION_CANCELLED') ? error.message : 'another error')) };
}

/** It is loaded, and what follows from that is done. */
async function end(name: string): Promise<void> {
  ends.get(name)?.();
  await new Promise((resolve) => setImmediate(resolve));
}

const asked = (untilMs: number): Want => ({ untilMs, isNested: false });

test('as many are loaded at once as may be, the rest in the order of their arrival', async () => {
  atOnce = 2;
  for (const name of ['a', 'b', 'c', 'd']) void load(name);
  expect(begun).toEqual(['a', 'b']);
  expect(admission.counts).toEqual({ atWork: 2, waiting: 2 });
  await end('b');
  expect(begun).toEqual(['a', 'b', 'c']);
  await end('a');
  expect(begun).toEqual(['a', 'b', 'c', 'd']);
  await end('c');
  await end('d');
  expect(admission.counts).toEqual({ atWork: 0, waiting: 0 });
});

test('those that somebody waits for are loaded before those that nobody does, whoever gives up first the first', async () => {
  for (const name of ['at work', 'ahead of need', 'patient', 'hurried']) void load(name);
  wants.set('patient', asked(60_000)).set('hurried', asked(1_000));
  for (const name of ['at work', 'hurried', 'patient']) await end(name);
  expect(begun).toEqual(['at work', 'hurried', 'patient', 'ahead of need']);
});

test('a load whose callers have given up waits with those that nobody waits for', async () => {
  for (const name of ['at work', 'given up', 'wanted']) void load(name);
  wants.set('given up', asked(1_000)).set('wanted', asked(2_000));
  wants.delete('given up');
  await end('at work');
  expect(begun).toEqual(['at work', 'wanted']);
});

test(`one of ${BACKGROUND_EVERY} that are admitted is of those that nobody waits for: they are never put off for ever`, async () => {
  void load('at work');
  void load('ahead of need');
  let last = 'at work';
  for (let number = 0; !begun.includes('ahead of need'); number += 1) {
    const name = `asked ${number}`;
    wants.set(name, asked(clock.nowMs() + 100));
    void load(name);
    await end(last);
    last = begun.at(-1) as string;
    clock.advance(10);
  }
  expect(begun.indexOf('ahead of need')).toBe(BACKGROUND_EVERY);
});

test('what a loading provider waits for is loaded beyond the bound, at once or as soon as that is known, and never refused', async () => {
  for (const name of ['asks', 'waits', 'asked for later', 'another']) void load(name);
  wants.set('asked for', { untilMs: 1_000, isNested: true });
  void load('asked for');
  expect(begun).toEqual(['asks', 'asked for']);
  wants.set('asked for later', { untilMs: 1_000, isNested: true });
  expect(() => admission.refuseBeyond({ registration: { name: 'asked for later' } })).not.toThrow();
  admission.review();
  expect(begun).toEqual(['asks', 'asked for']); // It begins in the next turn of its promise.
  await end('asked for');
  expect(begun).toEqual(['asks', 'asked for', 'asked for later']);
  expect(admission.counts).toEqual({ atWork: 2, waiting: 2 });
});

test('P11 beyond the limit of those that wait a load is refused, naming the limit and its value', () => {
  for (const name of ['a', 'b', 'c']) void load(name);
  expect(() => admission.refuseBeyond({ registration: { name: 'd' } })).not.toThrow();
  void load('d');
  let refusal: unknown;
  try {
    admission.refuseBeyond({ registration: { name: 'e' } });
  } catch (error) {
    refusal = error;
  }
  expect(refusal).toMatchObject({
    code: 'SERVER_LIMITS_EXCEEDED', facts: { provider: 'e', limit: 'load-queue', value: 3 },
    sentence: 'Provider "e" was not loaded: 3 loads wait for their turn already (load-queue), and 1 are at work.',
  });
});

test('one that is told to go before its turn does not take it, and the next does', async () => {
  void load('at work');
  const gone = load('gone');
  void load('next');
  admission.withdraw(gone.loading);
  expect(await gone.over).toContain('told to go before it was its turn');
  await end('at work');
  expect(begun).toEqual(['at work', 'next']);
  admission.withdraw(gone.loading);
  expect(admission.counts).toEqual({ atWork: 1, waiting: 0 });
});

test('how long each has waited is known of those that have, and a load that fails gives its place on', async () => {
  const first = load('first');
  const second = load('second');
  clock.advance(250);
  await end('first');
  expect([admission.waited(first.loading), admission.waited(second.loading)]).toEqual([{}, { queuedMs: 250 }]);
  const third = admission.run({ registration: { name: 'third' } }, () => Promise.reject(new Error('it fails')));
  void load('fourth');
  await end('second');
  await expect(third).rejects.toThrow('it fails');
  await end('third');
  expect(begun).toEqual(['first', 'second', 'fourth']);
});

test('a bound that is raised admits at once', async () => {
  for (const name of ['a', 'b', 'c']) void load(name);
  atOnce = 3;
  admission.review();
  await end('none');
  expect(begun).toEqual(['a', 'b', 'c']);
});
