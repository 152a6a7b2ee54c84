import { expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { VERBS } from '#src/catalog/catalog.js';
import { GROUPS } from '#src/catalog/verb.js';
import { EXIT_MEANINGS } from '#src/errors/exit-codes.js';
import { paintFor } from '#src/output/paint.js';
import { helpOf, helpOfAll } from '#src/program/help.js';
import { parse } from '#src/program/parse.js';

const plain = paintFor(false);

test('help begins with examples, then the verbs by group, and tells the exit codes', () => {
  const help = helpOfAll(plain);
  const places = ['Examples', 'Usage', ...GROUPS, 'Options of every verb', 'Exit codes'].map((title) => help.indexOf(`\n${title}\n`));
  expect(places.every((place) => place > 0)).toBe(true);
  expect([...places].sort((one, other) => one - other)).toEqual(places);
  for (const { name, summary } of VERBS) expect(help).toMatch(new RegExp(`\n {2}${name} +${summary.slice(0, 20)}`));
  for (const [code, meaning] of Object.entries(EXIT_MEANINGS)) expect(help).toContain(`${code}  ${meaning}`);
});

test.each(VERBS.map((verb) => [verb.name, verb] as const))('help of %s begins with examples that the command itself can read', (name, verb) => {
  const help = helpOf(verb, plain);
  expect(help.indexOf('\nExamples\n')).toBeLessThan(help.indexOf('\nUsage\n'));
  for (const { line } of verb.examples) {
    const command = line.replace(/^source <\(|\)$|^.*<\(| >.*$/g, '');
    const words = [...command.matchAll(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g)].map(([word]) => word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'));
    expect(words.shift()).toBe('provost');
    expect(parse(words).verb?.name).toBe(name);
  }
});

test.each([40, 80, 100, 200])('help fits a terminal of %i columns, but for commands, which are there to be copied', (width) => {
  for (const help of [helpOfAll(plain, width), ...VERBS.map((verb) => helpOf(verb, plain, width))]) {
    const tooLong = help.split('\n').filter((line) => line.length > Math.min(width, 120) && !/^ {2}(provost|source) /.test(line));
    expect(tooLong).toEqual([]);
  }
});

test('docs/cli.md names every verb, every option and every exit code', async () => {
  const text = await readFile(new URL('../../../../docs/cli.md', import.meta.url), 'utf8');
  for (const verb of VERBS) {
    expect(text).toContain(`\`${verb.name}`);
    for (const option of verb.options ?? []) if (option.hidden !== true) expect(text).toContain(`--${option.name}`);
  }
  for (const [code, meaning] of Object.entries(EXIT_MEANINGS)) expect(text).toMatch(new RegExp(`\\| ${code} \\| ${meaning}`));
});
