import { expect, test } from '@jest/globals';
import type { ClassDefinition, JsonObject, ProviderError } from '@provost/protocol';
import { ClassGuard } from '#src/operations/class-guard.js';

const definition: ClassDefinition = {
  name: 'Note', key: ['shelf', 'id'], operations: ['create', 'modify'], methods: {},
  schema: {
    type: 'object', additionalProperties: false, required: ['shelf', 'id', 'text', 'size', 'place', 'writtenAt'],
    properties: {
      shelf: { type: 'string' }, id: { type: 'integer', readOnly: true }, text: { type: 'string' }, size: { type: 'integer', minimum: 1 },
      place: { type: 'object', properties: { row: { type: 'integer' }, column: { type: 'integer' } }, required: ['row', 'column'] },
      writtenAt: { type: 'string', format: 'date-time', readOnly: true }, tag: { type: 'string' },
    },
  },
};
const guard = new ClassGuard('root/app', definition);

function refusal(act: () => void): ProviderError {
  try {
    act();
  } catch (error) {
    return error as ProviderError;
  }
  throw new Error('it was taken');
}

const place = { row: 1, column: 2 };
const FITS: JsonObject = { shelf: 'a', text: 'x', size: 1, place };

test.each<[string, JsonObject, string, string[]]>([
  ['nothing', {}, 'TYPE_MISMATCH', ['shelf must be given, and is missing', 'text must be given, and is missing', 'size must be given, and is missing', 'place must be given, and is missing']],
  ['all but the key', { text: 'x', size: 1, place }, 'TYPE_MISMATCH', ['shelf must be given, and is missing']],
  ['some missing, some wrong, some unknown, some that the provider sets', { id: 7, size: 0, place: { row: 'x' }, colour: 'red' }, 'TYPE_MISMATCH', [
    'id must be left out, since the provider alone sets it, and is 7',
    'shelf must be given, and is missing',
    'text must be given, and is missing',
    'size must be a whole number of at least 1, and is 0',
    'place.column must be given, and is missing',
    'place.row must be a whole number, and is "x"',
    'colour must be one of the properties there are (shelf, text, size, place, tag), and is "red"',
  ]],
])('create with %s is told all that is missing or wrong at once', (_what, given, code, faults) => {
  const error = refusal(() => guard.checkCreate(given));
  expect([error.code, error.facts.faults]).toEqual([code, faults]);
  expect(error.message).toBe(`TYPE_MISMATCH: The new instance does not fit root/app:Note: ${faults.join('; ')}.`);
  expect(guard.checkCreate(FITS)).toBeUndefined();
});

test('what only the provider sets is refused by all its names', () => {
  expect(refusal(() => guard.checkCreate({ ...FITS, id: 7, writtenAt: '2030-01-01T00:00:00Z' }))).toMatchObject({
    code: 'INVALID_PARAMETER', sentence: 'id, writtenAt of root/app:Note are read-only: the provider sets them.', remedy: 'Leave the properties out.', facts: { properties: ['id', 'writtenAt'] },
  });
  expect(refusal(() => guard.checkPatch({ writtenAt: '2030-01-01T00:00:00Z' }))).toMatchObject({
    code: 'INVALID_PARAMETER', sentence: 'root/app:Note.writtenAt is read-only: the provider sets it.', remedy: 'Leave the property out.',
  });
});

test('a change is told all that is wrong at once, and needs nothing', () => {
  const error = refusal(() => guard.checkPatch({ writtenAt: 5, shelf: 'b', text: 5, size: 'x' }));
  expect(error.facts.faults).toEqual([
    'shelf must be left out, since a key does not change, and is "b"',
    'writtenAt must be left out, since the provider alone sets it, and is 5',
    'text must be a text, and is 5',
    'size must be a whole number, and is "x"',
  ]);
  expect(guard.checkPatch({})).toBeUndefined();
});
