import { expect, test } from '@jest/globals';
import { defineClass, defineProvider, ProviderError, Type } from '@provost/sdk';
import { definitionOf, describe } from '@provost/sdk/embedding';

test.each([
  ['String', Type.String({ description: 'd', minLength: 1, maxLength: 9 }), { type: 'string', description: 'd', minLength: 1, maxLength: 9 }],
  ['Integer', Type.Integer({ minimum: 0, maximum: 9, default: 3 }), { type: 'integer', minimum: 0, maximum: 9, default: 3 }],
  ['Number', Type.Number(), { type: 'number' }],
  ['Boolean', Type.Boolean({ readOnly: true }), { type: 'boolean', readOnly: true }],
  ['Int64', Type.Int64({ default: 2n ** 60n }), { type: 'string', format: 'int64', default: '1152921504606846976' }],
  ['DateTime', Type.DateTime({ default: new Date(0) }), { type: 'string', format: 'date-time', default: '1970-01-01T00:00:00.000Z' }],
  ['Bytes', Type.Bytes({ default: new Uint8Array([1]) }), { type: 'string', format: 'bytes', default: 'AQ==' }],
  ['Array', Type.Array(Type.String(), { maxItems: 2 }), { type: 'array', items: { type: 'string' }, maxItems: 2 }],
  ['Record', Type.Record(Type.Integer()), { type: 'object', additionalProperties: { type: 'integer' } }],
  ['Literal', Type.Literal('a'), { const: 'a' }],
  ['Enum', Type.Enum(['a', 'b']), { enum: ['a', 'b'] }],
  ['Union', Type.Union([Type.String(), Type.Integer()]), { anyOf: [{ type: 'string' }, { type: 'integer' }] }],
  ['Nullable', Type.Nullable(Type.String()), { anyOf: [{ type: 'string' }, { type: 'null' }] }],
  ['Object', Type.Object({ a: Type.String(), b: Type.Optional(Type.String()) }),
    { type: 'object', properties: { a: { type: 'string' }, b: { type: 'string' } }, required: ['a'], additionalProperties: false }],
])('Type.%s makes the schema that travels', (_name, schema, expected) => {
  expect(JSON.parse(JSON.stringify(schema))).toEqual(expected);
});

test('a provider describes what it is, what each class offers, and nothing that was not said', () => {
  const Note = defineClass('Note', {
    key: ['folder', 'id'],
    properties: { folder: Type.String(), id: Type.Integer() },
    methods: { touch: {}, count: { static: true, description: 'How many.', params: { all: Type.Optional(Type.Boolean()) }, returns: Type.Integer(), errors: { Full: { max: Type.Integer() } } } },
  });
  const One = defineClass('One', { description: 'Only one.', properties: { on: Type.Boolean() } });
  const provider = defineProvider({
    name: 'notes', namespace: 'root/app', description: 'Notes.', config: { folder: Type.String() }, credentials: ['token'], pure: false, overlap: true, limits: { clearAfterMs: 5000 },
  }).serves(Note, { list: () => [], methods: { touch: () => {}, count: () => 1 } }).serves(One, { get: () => ({ on: true }) });
  const closed = { type: 'object', additionalProperties: false };
  expect(JSON.parse(JSON.stringify(describe(definitionOf(provider)!)))).toEqual({
    name: 'notes', namespace: 'root/app', description: 'Notes.', kinds: ['object'], credentials: ['token'], pure: false, overlap: true, limits: { clearAfterMs: 5000 },
    config: { ...closed, properties: { folder: { type: 'string' } }, required: ['folder'] },
    classes: [
      {
        name: 'Note', key: ['folder', 'id'], operations: ['list'],
        schema: { ...closed, properties: { folder: { type: 'string' }, id: { type: 'integer' } }, required: ['folder', 'id'] },
        methods: {
          touch: { params: { ...closed, properties: {}, required: [] } },
          count: {
            static: true, description: 'How many.', returns: { type: 'integer' },
            params: { ...closed, properties: { all: { type: 'boolean' } }, required: [] },
            errors: { Full: { ...closed, properties: { max: { type: 'integer' } }, required: ['max'] } },
          },
        },
      },
      { name: 'One', description: 'Only one.', key: [], operations: ['get'], methods: {}, schema: { ...closed, properties: { on: { type: 'boolean' } }, required: ['on'] } },
    ],
  });
});

test('serves leaves the provider it is called on as it was', () => {
  const One = defineClass('One', { properties: { on: Type.Boolean() } });
  const none = defineProvider({ name: 'none', namespace: 'root' });
  none.serves(One, {});
  expect(describe(definitionOf(none)!).classes).toEqual([]);
});

test('what is wrong in a definition is said at once, all of it, to those who write without types', () => {
  const properties = { maybe: Type.Optional(Type.String()), part: Type.Number(), raw: Type.Bytes() };
  const wrongClass = () => defineClass('Wrong', { key: ['nope', 'maybe', 'part', 'raw'] as never, properties, methods: { get: {} } });
  expect(wrongClass).toThrow(new ProviderError('INVALID_REGISTRATION', {}, {
    message: 'Class Wrong cannot be defined: its key names "nope", which is none of its properties; its key names "maybe", which is optional; its key names "part", which is no String, Integer, Boolean, Int64 or DateTime; its key names "raw", which is no String, Integer, Boolean, Int64 or DateTime; its method "get" has the name of an operation.',
  }));
  const One = defineClass('One', { properties: { on: Type.Boolean() }, methods: { switch: {} } });
  const provider = defineProvider({ name: 'p', namespace: 'root' });
  expect(() => provider.serves(One, { fetch: () => {}, get: 7, methods: { toggle: () => {} } } as never)).toThrow(new ProviderError('INVALID_REGISTRATION', {}, {
    message: 'Provider "p" cannot serve class One: "fetch" is not an operation; "get" is not a function; "toggle" is not a method of the class; nothing is written for "switch".',
  }));
  const served = provider.serves(One, { methods: { switch: () => {} } });
  expect(() => served.serves(One, { methods: { switch: () => {} } })).toThrow('it is served already');
});
