/** A class with a property of every type, and rows of it as they travel. */
import type { ClassDefinition, JsonObject, SchemaNode } from '@provost/protocol';

const text: SchemaNode = { type: 'string' };

const noteClass: ClassDefinition = {
  name: 'Note',
  key: ['id'],
  schema: {
    type: 'object',
    properties: {
      id: { type: 'integer' },
      title: text,
      size: { type: 'integer' },
      score: { type: 'number' },
      done: { type: 'boolean' },
      bytes: { type: 'string', format: 'int64' },
      madeAt: { type: 'string', format: 'date-time' },
      hash: { type: 'string', format: 'bytes' },
      state: { enum: ['draft', 'final'] },
      parent: { type: 'string', format: 'reference', class: 'Note' },
      tags: { type: 'array', items: text },
      author: { type: 'object', properties: { name: text, age: { type: 'integer' }, home: { type: 'object', properties: { city: text }, additionalProperties: false } }, additionalProperties: false },
      reviewer: { anyOf: [{ type: 'object', properties: { name: text }, additionalProperties: false }, { type: 'null' }] },
      extra: { type: 'object', additionalProperties: true },
      counts: { type: 'object', additionalProperties: { type: 'integer' } },
      any: { anyOf: [text, { type: 'number' }, { type: 'null' }] },
      maybe: { anyOf: [text, { type: 'null' }] },
    },
    required: ['id'],
    additionalProperties: false,
  },
  methods: {},
  operations: ['get', 'list'],
};

export const Note = noteClass;

export const notes: readonly JsonObject[] = [
  { id: 1, title: 'Apple', size: 10, score: 0.5, done: true, bytes: '9007199254740993', madeAt: '2026-01-31T12:00:00.000Z', hash: 'AQID', state: 'draft', tags: ['a', 'b'], author: { name: 'Ann', age: 40, home: { city: 'Rome' } } },
  { id: 2, title: 'apple pie', size: 20, score: -1.5, done: false, bytes: '-5', madeAt: '2026-01-31T13:00:00+01:00', hash: 'aqid', state: 'final', reviewer: { name: 'Bob' }, any: 'ten', parent: 'root/app:Note.id=1' },
  { id: 3, title: 'ÄPFEL 100%', size: 30, score: 1e300, done: false, bytes: '9007199254740992', madeAt: '2026-01-31T12:00:00.000000001Z', reviewer: null, any: 10, extra: { deep: { Er: 'x' } }, counts: { red: 3 } },
  { id: 4, title: "it's \"C:\\x\"", size: -7, score: 3, bytes: '9223372036854775807', madeAt: '1969-12-31T23:59:59.999Z', any: '10', maybe: 'here', parent: 'Root\\App:NOTE.ID=2', __CLASS: 'BigNote', __DERIVATION: ['Note'] },
  { id: 5, title: null, maybe: null, any: null },
];
