import { expect, test } from '@jest/globals';
import { complete, type AskNames } from '#src/completion/complete.js';
import { VERBS } from '#src/catalog/catalog.js';

const known: Record<string, string[]> = {
  provider: ['disk', 'notes'], class: ['root/app:Note'], path: ['root/app:Note'], setting: ['release-timeout'], method: ['append'], assignment: ['text=', 'id='],
};
const ask: AskNames = (names) => Promise.resolve((known[names] ?? []).map((name) => ({ name, about: names })));

async function offered(...words: string[]): Promise<readonly string[]> {
  return (await complete(words, ask)).names.map(({ name }) => name);
}

test('the first word is a verb', async () => {
  expect(await offered('')).toEqual(VERBS.map(({ name }) => name));
  expect(await offered('desc')).toEqual(['describe']);
});

test.each<[string, string[]]>([
  ['describe ', ['disk', 'notes']], ['describe d', ['disk']], ['describe disk ', []], ['list root/', ['root/app:Note']], ['get \'root/', ['root/app:Note']],
  ['cache ob', ['object']], ['cache event', ['event', 'eventConsumer', 'eventSink']], ['cache object ', []], ['cache --provider d', ['disk']], ['cache --provider disk ', []], ['cache --provider=disk ev', []],
  ['wait disk --for qu', ['quarantined']], ['wait --for=qu', ['--for=quarantined']], ['ls -o j', ['json', 'jsonl']], ['--output ya', ['yaml']], ['-o json desc', ['describe']],
  ['--state /x describe n', ['notes']], ['logs --fo', ['--follow']], ['logs -- d', ['disk']], ['logs -- --fo', []], ['settings rel', ['release-timeout']],
  ['call root/app:Note ap', ['append']], ['create root/app:Note te', ['text=']], ['create root/app:Note id=1 te', ['text=']], ['set x te', ['text=']],
  ['completion f', ['fish']], ['help ev', ['events']], ['nonsense ', []], ['wait disk --timeout ', []],
])('"provost %s" is completed', async (line, names) => {
  expect(await offered(...line.split(' '))).toEqual(names);
});

test.each([['register ./', ':files'], ['register x --env-file ', ':files'], ['ls --state ', ':folders'], ['get root', ':nospace'], ['create root/app:Note ', ':nospace'], ['ls ', ':done']])(
  '"provost %s" tells the shell %s', async (line, directive) => {
    expect((await complete(line.split(' '), ask)).directive).toBe(directive);
  },
);

test('hidden options are not offered', async () => {
  expect(await offered('up', '--')).not.toContain('--ready-fd');
});

test('names are asked of the host that --state names, before or after the verb', async () => {
  const asked: (string | undefined)[] = [];
  const note: AskNames = (_names, _before, state) => { asked.push(state); return Promise.resolve([]); };
  await complete(['--state', '/a', 'describe', ''], note);
  await complete(['describe', '--state=/b', ''], note);
  expect(asked).toEqual(['/a', '/b']);
});
