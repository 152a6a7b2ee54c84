import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { descriptionFaults, schemaFaults } from '@provost/protocol';

const GOOD = {
  name: 'notes',
  namespace: 'root/app',
  kinds: ['object'],
  classes: [
    {
      name: 'Note',
      key: ['id'],
      schema: { type: 'object', properties: { id: { type: 'string' }, text: { type: 'string' } }, required: ['id'], additionalProperties: false },
      methods: { append: { params: { type: 'object', properties: {}, additionalProperties: false }, errors: { Full: { type: 'object', properties: {}, additionalProperties: false } } } },
      operations: ['get', 'list'],
    },
  ],
};
const CLASS = GOOD.classes[0]!;

describe('what a provider says of itself', () => {
  test('that is as it must be has no fault', () => {
    expect(descriptionFaults(GOOD)).toEqual([]);
  });

  test('every fault is told at once', () => {
    const bad = { ...GOOD, name: 'No Tes', namespace: 'app', kinds: ['objects'], colour: 'red', classes: [{ ...CLASS, key: ['ID'], operations: ['lsit'] }], limits: { concurrency: 0, clearAfterMs: -1 } };
    expect(descriptionFaults(bad)).toEqual([
      'the description has an unknown key "colour"',
      'the name must be 1 to 63 of a-z, 0-9 and -, beginning with a letter; it is "No Tes"',
      'the namespace must be root or below it, as in root/app; it is "app"',
      '"objects" is no kind; the kinds are object, property, event, eventConsumer',
      'class Note: the key "ID" is not among its properties, did you mean "id"?',
      'class Note: "lsit" is no operation, did you mean "list"?',
      'limits: clearAfterMs must be from 0 to 8639999913600000 ms, or "never"; it is -1',
      'limits: concurrency must be from 1 to 10000; it is 0',
    ]);
  });

  test.each(['host', 'keeper', 'describe', 'standby'])('the name %s is the host\'s own', (name) => {
    expect(descriptionFaults({ ...GOOD, name })).toEqual([`the name "${name}" is kept for the host itself`]);
  });

  test.each(['__Note', '__ObjectProviderCacheControl'])('a class called %s is refused: such names are the host\'s own', (name) => {
    expect(descriptionFaults({ ...GOOD, classes: [CLASS, { ...CLASS, name }] })).toEqual([`class ${name}: names that begin with __ are kept for the host itself`]);
  });

  test('a class that is there twice, whatever its case, is a fault', () => {
    expect(descriptionFaults({ ...GOOD, classes: [CLASS, { ...CLASS, name: 'NOTE' }] })).toEqual(['class NOTE is there twice (case does not count)']);
  });

  test('a key must be required and of a type that a path can say', () => {
    const schema = { ...CLASS.schema, properties: { id: { type: 'array' } }, required: [] };
    expect(descriptionFaults({ ...GOOD, classes: [{ ...CLASS, schema }] })).toEqual(['class Note: the key "id" must be required']);
    expect(descriptionFaults({ ...GOOD, classes: [{ ...CLASS, schema: { ...schema, required: ['id'] } }] })).toEqual(['class Note: the key "id" must be of type string, integer, boolean']);
  });

  test('a key must have a name that a path can say, whatever its case only once', () => {
    const withKeys = (...key: string[]): object => {
      const schema = { ...CLASS.schema, properties: Object.fromEntries(key.map((name) => [name, { type: 'string' }])), required: key };
      return { ...GOOD, classes: [{ ...CLASS, key, schema }] };
    };
    expect(descriptionFaults(withKeys('my id'))).toEqual(['class Note: the key "my id" must be letters, digits and _, so that a path can name it']);
    expect(descriptionFaults(withKeys('id', 'ID'))).toEqual(['class Note: key names a property twice (case does not count)']);
  });

  test.each(['get', 'list', 'create', 'modify', 'delete', 'then', 'toJSON'])('no method is called %s', (name) => {
    const methods = { [name]: { params: { type: 'object', properties: {}, additionalProperties: false } } };
    expect(descriptionFaults({ ...GOOD, classes: [{ ...CLASS, methods }] })).toEqual([`class Note: a method cannot be called "${name}", which has a meaning of its own`]);
  });

  test('an error that a method declares has a name of its own', () => {
    const empty = { type: 'object', properties: {}, additionalProperties: false };
    const errors = (name: string): object => ({ ...GOOD, classes: [{ ...CLASS, methods: { append: { params: empty, errors: { [name]: empty } } } }] });
    expect(descriptionFaults(errors('NOT_FOUND'))).toEqual(['class Note.append(): NOT_FOUND is a result code already and needs no declaration; an error of its own needs another name']);
    expect(descriptionFaults(errors('constructor'))).toEqual(['class Note.append(): "constructor" cannot be the name of an error']);
  });

  test('anything at all gets an answer and never a throw', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => Array.isArray(descriptionFaults(value))));
    fc.assert(fc.property(fc.jsonValue(), fc.constantFrom('classes', 'limits', 'config', 'credentials', 'kinds'), (value, key) => Array.isArray(descriptionFaults({ ...GOOD, [key]: value }))));
  });
});

describe('a schema from a provider', () => {
  test('a pattern is refused, and it is said why and what to do', () => {
    expect(schemaFaults({ type: 'string', pattern: '^(a+)+$' }, 'Note.id')).toEqual([
      'Note.id has a pattern, which is refused: one pattern can stop a checker for ever. Check the text in the provider, or use enum, format or maxLength',
    ]);
  });

  /** A part that would be passed over, so that what its author meant to refuse would be let in. */
  const WITHOUT_EFFECT: [object, string][] = [
    [{ minimum: 1 }, 'it: minimum has no effect without "type": "integer" or "number"'],
    [{ type: 'string', minimum: 1 }, 'it: minimum has no effect without "type": "integer" or "number"'],
    [{ format: 'int64' }, 'it: format has no effect without "type": "string"'],
    [{ properties: { a: {} } }, 'it: properties has no effect without "type": "object"'],
    [{ type: 'object', maxItems: 1 }, 'it: maxItems has no effect without "type": "array"'],
    [{ type: 'string', enum: ['a'], maxLength: 1 }, 'it: maxLength has no effect beside enum'],
    [{ const: 1, enum: [1, 2] }, 'it has const and enum, and only one of them can decide'],
  ];

  test.each(WITHOUT_EFFECT)('%j is refused, for a part of it has no effect', (schema, fault) => {
    expect(schemaFaults(schema, 'it')).toEqual([fault]);
  });

  test('every fault is told at once, a slip of the pen with what was meant', () => {
    expect(schemaFaults({ type: 'text', minLenght: 1, required: ['a'], minItems: 5, maxItems: 3 }, 'it')).toEqual([
      'it: type must be one of string, integer, number, boolean, object, array, null',
      'it has an unknown key "minLenght", did you mean "minLength"?',
      'it: required has no effect without "type": "object"',
      'it: minItems has no effect without "type": "array"',
      'it: maxItems has no effect without "type": "array"',
      'it: minItems is greater than maxItems',
      'it: "a" is required and not among the properties',
    ]);
  });

  test('one that is nested too deeply or has too many parts is refused in bounded time', () => {
    let deep: object = { type: 'string' };
    for (let depth = 0; depth < 5_000; depth += 1) deep = { type: 'array', items: deep };
    expect(schemaFaults(deep, 'deep')).toEqual([expect.stringContaining('is nested deeper than 16 (depth)')]);
    const wide = { type: 'object', properties: Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`p${n}`, { type: 'string' }])) };
    expect(schemaFaults(wide, 'wide')).toEqual([expect.stringContaining('more than 2000 parts')]);
  });

  test.each(['__proto__', 'constructor', 'prototype', '__secret', 'a\u001b[31m', ''])('F-C19 F-C20 the property name %j is refused', (name) => {
    const properties = JSON.parse(`{${JSON.stringify(name)}: {"type": "string"}}`) as object;
    expect(schemaFaults({ type: 'object', properties }, 'it')).toHaveLength(1);
  });
});
