import { expect, test } from '@jest/globals';
import { watchedLine } from '#src/output/watched-line.js';
import { captured } from '../support/captured-output.js';

const { paint } = captured().output;
const at = { TIME_CREATED: '2026-01-31T12:00:00.500Z' };
const line = (event: Record<string, unknown>, isWide = false): string => watchedLine({ __CLASS: '', ...at, ...event }, paint, isWide).replace(/^\S+ \S+ {2}/, '');

test('an event is its class and its facts; its bookmark and what is no single value are for those who ask for it wide', () => {
  const event = { __CLASS: 'FileChanged', __BOOKMARK: '17', seq: 17, name: 'with space', size: 3, tookMs: 1_500, tags: ['a', 'b'], rungs: [{ rung: 'group' }], code: null };
  expect(line(event)).toBe('FileChanged  name="with space" size=3 took=1.5s tags=a,b');
  expect(line(event, true)).toBe('FileChanged  name="with space" size=3 took=1.5s tags=a,b rungs=[{"rung":"group"}]  bookmark=17');
});

test('of an instance it is said what has become of it, and of a modified one what is different', () => {
  const note = { __CLASS: 'Note', __PATH: 'root/app:Note.id="a"', id: 'a', text: 'milk' };
  expect(line({ __CLASS: '__InstanceCreationEvent', TargetInstance: note })).toBe('created  root/app:Note.id="a"  id=a text=milk');
  expect(line({ __CLASS: '__InstanceModificationEvent', TargetInstance: { ...note, text: 'bread', tags: ['x'] }, PreviousInstance: note })).toBe('modified  root/app:Note.id="a"  text=milk -> bread tags=null -> x');
  expect(line({ __CLASS: '__InstanceModificationEvent', TargetInstance: note })).toBe('modified  root/app:Note.id="a"  id=a text=milk');
  expect(line({ __CLASS: '__InstanceDeletionEvent', TargetInstance: note })).toBe('deleted  root/app:Note.id="a"  id=a text=milk');
});

test('of a class or a namespace its path says enough, and where the target was not selected the event is shown as any other', () => {
  expect(line({ __CLASS: '__ClassCreationEvent', TargetClass: { __CLASS: 'Tag', __PATH: 'root/shop:Tag', schema: { type: 'object' } } })).toBe('created  root/shop:Tag');
  expect(line({ __CLASS: '__NamespaceDeletionEvent', TargetNamespace: { __PATH: 'root:__Namespace.Name="shop"', Name: 'shop' } })).toBe('deleted  root:__Namespace.Name="shop"');
  expect(line({ __CLASS: '__InstanceCreationEvent' })).toBe('__InstanceCreationEvent');
});

test('that something was missed is said in words', () => {
  expect(line({ __CLASS: '__EventDroppedEvent', Reason: 'Provider "a" was killed.', Provider: 'a' })).toBe('events may be missing  Provider "a" was killed.');
  expect(line({ __CLASS: '__EventQueueOverflowEvent', Reason: 'Too fast.', Dropped: 3, QueueSize: 10 })).toBe('3 events are missing  Too fast.');
});

test('what an event says cannot end the line or write to the terminal', () => {
  expect(line({ __CLASS: 'Said', words: 'two\nlines \u001b[31m' })).toBe('Said  words="two\\nlines \\u001b[31m"');
});
