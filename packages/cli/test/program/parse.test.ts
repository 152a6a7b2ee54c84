import { expect, test } from '@jest/globals';
import { parse } from '#src/program/parse.js';
import { UsageError } from '#src/errors/usage-error.js';

function options(...words: string[]): Record<string, unknown> {
  const parsed = parse(words);
  if (parsed.kind !== 'run') throw new Error('it is help');
  return { verb: parsed.verb.name, words: parsed.words, ...Object.fromEntries(parsed.options) };
}

function refusalOf(words: readonly string[]): string {
  try {
    parse(words);
  } catch (error) {
    if (error instanceof UsageError) return `${error.message} ${error.instead}`;
    throw error;
  }
  return 'it was taken';
}

test('options that every verb takes may stand before or after the verb, and the later one wins', () => {
  expect(options('-o', 'json', '--state', '/a', 'ls', '--state', '/b')).toEqual({ verb: 'ls', words: [], output: 'json', state: '/b' });
});

test('durations and counts are read, lists are gathered', () => {
  expect(options('logs', 'disk', '--tail', '20', '--timeout', '1h30m', '-f')).toEqual({ verb: 'logs', words: ['disk'], tail: 20, timeout: 5_400_000, follow: true });
  expect(options('register', '.', '--env', 'A=1', '--env', 'B=2')).toEqual({ verb: 'register', words: ['.'], env: ['A=1', 'B=2'] });
});

test('what follows -- is arguments', () => {
  expect(options('settings', '--', 'key', '-1')).toEqual({ verb: 'settings', words: ['key', '-1'] });
});

test.each([
  ['lst', '"lst" is no verb of provost. Did you mean: provost ls'],
  ['qqqqqq', '"qqqqqq" is no verb of provost. See which there are: provost help'],
  ['logs x --folow', '--folow is no option of provost logs. Did you mean: provost logs --follow'],
  ['cache object -5s', '"-5s" is negative: neither a duration nor a count is. Usage: provost cache [KIND] [DURATION] [OPTIONS]'],
  ['ls --timeout -5s', '--timeout expects a duration, which is never negative, and got "-5s". Such as: provost ls --timeout 30s'],
  ['ls --zzzzzz', '--zzzzzz is no option of provost ls. See which there are: provost ls --help'],
  ['describe', 'provost describe needs NAME. Usage: provost describe NAME [OPTIONS]'],
  ['ls x', 'provost ls takes no argument, and got "x" as well. Usage: provost ls [OPTIONS]'],
  ['describe a b', 'provost describe takes one argument, and got "b" as well. Usage: provost describe NAME [OPTIONS]'],
  ['-d up', '-d is an option of provost up. Type it after the verb: provost up -d'],
  ['--tail=3 logs x', '--tail is an option of provost logs. Type it after the verb: provost logs --tail=3'],
  ['down --force=yes', '--force takes no value, and got "yes". Type: provost down --force'],
  ['logs x --tial=3', '--tial=3 is no option of provost logs. Did you mean: provost logs --tail'],
  ['nosuch --help', '"nosuch" is no verb of provost. See which there are: provost help'],
  ['--help lss', '"lss" is no verb of provost. Did you mean: provost ls'],
  ['logs x --tail', '--tail needs a value. Usage: provost logs [NAME] [OPTIONS]'],
  ['logs x --tail many', '--tail expects a whole number and got "many". Such as: provost logs --tail 20'],
  ['ls --timeout 5', '--timeout expects a duration and got "5". Such as: provost ls --timeout 30s'],
  ['ls --timeout never', '--timeout expects a duration and got "never". Such as: provost ls --timeout 30s'],
])('"provost %s" says what is wrong and what was most likely meant', (line, refusal) => {
  expect(refusalOf(line.split(' '))).toBe(refusal);
});

test.each([
  [['ls', '--state', ''], '--state is empty. Give it a value, --state DIR, or leave it out.'],
  [['--state=', 'ls'], '--state is empty. Give it a value, --state DIR, or leave it out.'],
  [['register', '.', '--name', ''], '--name is empty. Give it a value, --name N, or leave it out.'],
  [['register', ''], 'PATH of provost register is empty. Usage: provost register PATH [OPTIONS]'],
  [['requests', ''], 'NAME of provost requests is empty. Usage: provost requests [NAME] [OPTIONS]'],
])('%j, as an unset variable of a shell leaves it, is refused', (words, refusal) => {
  expect(refusalOf(words)).toBe(refusal);
});

test.each([[[], undefined], [['--help'], undefined], [['ls', '--help'], 'ls'], [['describe', '-h'], 'describe'], [['--state', '/a', 'logs', '--help'], 'logs'], [['--help', 'ls'], 'ls'], [['--help', '--state', '/a'], undefined]])(
  '%j asks for help', (words, verb) => {
    const parsed = parse(words);
    expect([parsed.kind, parsed.verb?.name]).toEqual(['help', verb]);
  },
);
