import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { lifecycleClasses, lifecycleEvent, lifecycleTypes } from '#src/events/lifecycle-classes.js';

/** The types of events that docs/protocol.md tells of, which are those that the host makes. */
function documentedTypes(): string[] {
  const page = readFileSync(new URL('../../../../docs/protocol.md', import.meta.url), 'utf8');
  const rows = page.slice(page.indexOf('| type | facts |')).split('\n\n')[0]!.split('\n').slice(2);
  return rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([a-z-]+)`/g)].map(([, type = '']) => type));
}

test('every type of event that the host tells of has a class in root, named after it', () => {
  expect([...lifecycleTypes].sort()).toEqual(documentedTypes().sort());
  const names = lifecycleClasses().map(({ definition: { name } }) => name);
  expect(names).toEqual(expect.arrayContaining(['HostLifecycleEvent', 'ProviderUnloaded', 'ProviderLoadFailed', 'HostStarted', 'KeeperLost', 'SettingChanged']));
  expect(new Set(names).size).toBe(lifecycleTypes.length + 1);
});

test('docs/events.md lists the classes, and no others', () => {
  const page = readFileSync(new URL('../../../../docs/events.md', import.meta.url), 'utf8');
  const rows = page.slice(page.indexOf('| of | classes |')).split('\n\n')[0]!;
  const listed = [...rows.matchAll(/`(\w+)`/g)].map(([, name]) => name);
  expect(listed.sort()).toEqual(lifecycleClasses().map(({ definition: { name } }) => name).filter((name) => name !== 'HostLifecycleEvent').sort());
});

test('an event of the journal becomes one of its class, with its number as the bookmark', () => {
  const event = lifecycleEvent({ seq: 7, at: '2026-01-31T12:00:00.000Z', type: 'unloaded', provider: 'notes', reason: 'idle' });
  expect(event).toEqual({ __CLASS: 'ProviderUnloaded', TIME_CREATED: '2026-01-31T12:00:00.000Z', __BOOKMARK: '7', seq: 7, provider: 'notes', reason: 'idle' });
});
