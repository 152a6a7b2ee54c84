import { expect, test } from '@jest/globals';
import type { SchemaNode } from '@provost/protocol';
import { valuesFrom } from '#src/values/typed-values.js';
import { UsageError } from '#src/errors/usage-error.js';

const schema: SchemaNode = {
  type: 'object',
  additionalProperties: false,
  properties: {
    id: { type: 'integer' }, ratio: { type: 'number' }, isOn: { type: 'boolean' }, text: { type: 'string' }, tags: { type: 'array', items: { type: 'string' } },
    size: { type: 'string', format: 'int64' }, level: { enum: ['low', 'high', 3] }, either: { anyOf: [{ type: 'string' }, { type: 'integer' }] },
    maybe: { anyOf: [{ type: 'null' }, { type: 'boolean' }] },
  },
};

function read(...words: string[]): unknown {
  return valuesFrom(words, schema, 'class root/app:Note');
}

function refusalOf(...words: string[]): string {
  try {
    read(...words);
  } catch (error) {
    if (error instanceof UsageError) return `${error.message} ${error.instead}`;
  }
  return 'it was taken';
}

test.each([
  ['id=7', { id: 7 }], ['id=-7', { id: -7 }], ['ratio=1.5', { ratio: 1.5 }], ['ratio=2e3', { ratio: 2000 }], ['isOn=true', { isOn: true }], ['isOn=False', { isOn: false }],
  ['text=7', { text: '7' }], ['text=', { text: '' }], ['text=a=b', { text: 'a=b' }], ['size=9007199254740993', { size: '9007199254740993' }],
  ['level=high', { level: 'high' }], ['level=3', { level: 3 }], ['either=7', { either: 7 }], ['either=x', { either: 'x' }], ['maybe=null', { maybe: null }],
  ['tags:=["a"]', { tags: ['a'] }], ['text:=null', { text: null }],
])('%s is read as the class says', (word, value) => {
  expect(read(word)).toEqual(value);
});

test.each([
  ['id=1.5', '"id" expects a whole number and got "1.5". Such as: id=7'],
  ['id=9007199254740993', '"id" expects a whole number and got "9007199254740993". Such as: id=7'],
  ['ratio=', '"ratio" expects a number and got "". Such as: ratio=7'],
  ['isOn=yes', '"isOn" expects true or false and got "yes". Such as: isOn=true'],
  ['tags=a', '"tags" expects a list and got "a". Write it as JSON: tags:=\'["a","b"]\''],
  ['level=mid', '"level" expects one of low, high, 3 and got "mid". Or write it as JSON: level:=JSON'],
  ['txt=a', 'There is no "txt" in class root/app:Note, did you mean "text"? Type: text=VALUE'],
  ['text', '"text" is no value: a name, = and the value are expected. Such as: text=hello or limit:=100'],
  ['=x', '"=x" is no value: a name, = and the value are expected. Such as: text=hello or limit:=100'],
  ['__proto__:={"a":1}', '"__proto__" cannot be the name of a value. Such as: text=hello or limit:=100'],
])('%s is refused, and what was expected is said', (word, refusal) => {
  expect(refusalOf(word)).toBe(refusal);
});

test('a JSON value that is none says where it is wrong and how to give text', () => {
  expect(refusalOf('tags:=[a')).toMatch(/^"tags:=" expects JSON and got \[a: .+ For text, type: tags=\[a$/);
});

test('a name given twice is refused', () => {
  expect(refusalOf('id=1', 'id=2')).toBe('"id" is given twice. Give each name once.');
});
