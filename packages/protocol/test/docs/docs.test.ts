import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import ts from 'typescript';
import { RESULT_CODES } from '@provost/protocol';
import * as messages from '#src/messages/index.js';

/** A document, seen from packages/protocol/dist-test/docs. */
function documentOf(name: string): string {
  return readFileSync(new URL(`../../../../docs/${name}`, import.meta.url), 'utf8');
}

interface DocumentedCode {
  readonly name: string;
  readonly number: number;
  readonly sentence: string;
  readonly explanation: string;
  readonly remedy: string;
}

/** The codes that docs/errors.md tells of: `## NAME (number)`, the sentence as a quotation, what it is about, and what to do. */
function documentedCodes(): DocumentedCode[] {
  return documentOf('errors.md').split(/^## /m).flatMap((section) => {
    const found = /^([A-Z_]+) \((\d+)\)\n\n> (.+)\n\n([^]+)\n\nWhat to do: (.+)\n*$/.exec(section);
    if (found === null) return [];
    const [, name = '', number, sentence = '', explanation = '', remedy = ''] = found;
    return [{ name, number: Number(number), sentence, explanation, remedy }];
  });
}

/** The method of every message that there is. */
const METHODS = Object.values(messages)
  .flatMap((value: unknown) => (typeof value === 'object' && value !== null && 'method' in value ? [String(value.method)] : []))
  .sort();

test('P11 docs/errors.md tells of every result code, and of no other, with its number, its sentence and its remedy', () => {
  const told = documentedCodes().map(({ name, number, sentence, remedy }) => [name, { number, sentence, remedy }]);
  expect(told).toEqual(Object.entries(RESULT_CODES));
  const headings = [...documentOf('errors.md').matchAll(/^## ([A-Z_]{2,})\b/gm)].map(([, name]) => name);
  expect(headings).toEqual(Object.keys(RESULT_CODES));
});

test('docs/errors.md says of each code more than its sentence: when it comes', () => {
  const short = documentedCodes().filter(({ sentence, explanation }) => explanation.length < 40 || explanation.includes(sentence));
  expect(short.map(({ name }) => name)).toEqual([]);
});

test('P12 docs/protocol.md names every message that there is, and none that there is not', () => {
  const protocol = documentOf('protocol.md');
  const named = [...protocol.matchAll(/\b(?:host|provider|client|keeper)\/[a-z][A-Za-z]*/g)].map(([method]) => method);
  expect([...new Set(named)].sort()).toEqual(METHODS);
});

test('P12 docs/protocol.md has an example frame for every message of a provider, and each is JSON-RPC 2.0', () => {
  const frames = [...documentOf('protocol.md').matchAll(/^```json\n([^]*?)^```$/gm)].map(([, text = '']) => JSON.parse(text) as Record<string, unknown>);
  const spoken = frames.filter((frame) => 'jsonrpc' in frame);
  expect(spoken.map(({ jsonrpc }) => jsonrpc)).toEqual(spoken.map(() => '2.0'));
  const shown = new Set(spoken.map(({ method }) => method));
  const missing = METHODS.filter((method) => method.startsWith('provider/')).filter((method) => !shown.has(method));
  expect(missing).toEqual([]);
});

/** The members of an interface of the messages, as they are written: `pid`, `entry?`. Index signatures are none. */
function membersOf(name: string): string[] {
  const files = ['client-messages', 'hello'].map((file) => readFileSync(new URL(`../../src/messages/${file}.ts`, import.meta.url), 'utf8'));
  for (const text of files) {
    for (const statement of ts.createSourceFile('messages.ts', text, ts.ScriptTarget.ES2022).statements) {
      if (!ts.isInterfaceDeclaration(statement) || statement.name.text !== name) continue;
      return statement.members.flatMap((member) => (member.name !== undefined && ts.isIdentifier(member.name) ? [`${member.name.text}${member.questionToken === undefined ? '' : '?'}`] : []));
    }
  }
  return [];
}

/** The members that the first table under a heading tells of, in the order of its rows: the names before the first column's end. */
function tableUnder(heading: string): string[] {
  const section = documentOf('protocol.md').split(/^#+ /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  const rows = /^\| member [^]*?\n\n/m.exec(`${section}\n\n`)?.[0].split('\n').slice(2) ?? [];
  return rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([a-zA-Z]+\??)`/g)].map(([, member = '']) => member));
}

test.each([
  ['A provider', 'ProviderView'], ['An exit', 'ExitView'], ['All of a provider', 'ProviderDetail'], ['A registration', 'RegistrationView'], ['A refusal', 'HoldView'],
  ['A request in flight', 'RequestView'], ['The host', 'HostStatus'], ['An event', 'HostEvent'], ['A line of a log', 'LogLine'],
])('P12 docs/protocol.md tells under "%s" of every member of the answer, and of no other', (heading, name) => {
  expect(membersOf(name).length).toBeGreaterThan(3);
  expect(tableUnder(heading).sort()).toEqual(membersOf(name).sort());
});

test('P12 docs/protocol.md says which members of hello are required', () => {
  const section = documentOf('protocol.md').split(/^## /m).find((text) => text.startsWith('Hello\n')) ?? '';
  const told = [...section.matchAll(/^\| `(\w+)` \| ([^|]+) \|/gm)].map(([, name = '', required]) => (required === 'yes' ? name : `${name}?`));
  expect(told).toEqual(membersOf('HelloParams'));
});
