import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ProviderError, RESULT_CODES, fromWireError, isErrorOf, isProviderError, resultNameOf, toWireError, type WireError } from '#src/index.js';

describe('an error', () => {
  test('P11 is a code, a sentence, a remedy and the facts, its code in front of its message', () => {
    const error = new ProviderError('NOT_FOUND', { provider: 'notes', pid: 7 }, { message: 'There is no note 7.', remedy: 'List them.' });
    expect(error.message).toBe('NOT_FOUND: There is no note 7.');
    expect(error.toJSON()).toEqual({ code: 6, name: 'NOT_FOUND', message: 'There is no note 7.', remedy: 'List them.', provider: 'notes', pid: 7 });
  });

  test('that says nothing of itself says what the table says', () => {
    const { sentence, remedy } = RESULT_CODES.HOST_LOST;
    expect(new ProviderError('HOST_LOST')).toMatchObject({ sentence, remedy, number: 1031, facts: {} });
  });

  test('that a class declares has its own name under the number of PROVIDER_ERROR', () => {
    const error = new ProviderError('Full', { max: 100 }, { remedy: 'Delete a note first.' });
    expect(toWireError(error)).toEqual({ code: 1000, message: 'The provider reported Full.', data: { name: 'Full', remedy: 'Delete a note first.', facts: { max: 100 } } });
  });

  test('is known by its brand, also when another copy of the package made it', () => {
    const foreign = Object.defineProperty(new Error('NOT_FOUND: x'), Symbol.for('provost.ProviderError'), { value: true });
    expect([isProviderError(foreign), isProviderError(new Error('x')), isProviderError(null), isProviderError('x')]).toEqual([true, false, false, false]);
    expect(isErrorOf(Object.assign(foreign, { code: 'NOT_FOUND' }), 'NOT_FOUND')).toBe(true);
  });

  test('arrives as it was sent', () => {
    fc.assert(fc.property(fc.constantFrom(...Object.keys(RESULT_CODES), 'Full'), fc.string({ minLength: 1 }), fc.string(), (code, message, remedy) => {
      const sent = new ProviderError(code, { provider: 'notes', pid: 7, max: 3 }, { message, remedy });
      const arrived = fromWireError(JSON.parse(JSON.stringify(toWireError(sent))) as WireError);
      expect(arrived.toJSON()).toEqual(sent.toJSON());
    }));
  });
});

/** What a careless or hostile peer may send for an error, and what becomes of it. */
const STRANGE: [string, unknown, Record<string, unknown>][] = [
  ['a number that is not ours', { code: -32000, message: 'odd' }, { code: 'FAILED', sentence: 'odd', facts: {} }],
  ['our number alone', { code: 6, message: 'gone' }, { code: 'NOT_FOUND', sentence: 'gone', remedy: RESULT_CODES.NOT_FOUND.remedy }],
  ['a name that is no text', { code: 6, message: 'gone', data: { name: 5 } }, { code: 'NOT_FOUND' }],
  ['a name with an escape', { code: 6, message: 'gone', data: { name: '\u001b[31m' } }, { code: 'NOT_FOUND' }],
  ['facts that are a list', { code: 6, message: 'gone', data: { facts: [1] } }, { facts: {} }],
  ['facts of other types', { code: 6, message: 'gone', data: { facts: { pid: 'x', provider: 5, max: 3 } } }, { facts: { max: 3 } }],
  ['a remedy that is an object', { code: 6, message: 'gone', data: { remedy: {} } }, { remedy: RESULT_CODES.NOT_FOUND.remedy }],
];

test.each(STRANGE)('%s is taken for what it can be', (_name, wire, expected) => {
  expect(fromWireError(wire as WireError)).toMatchObject(expected);
});

test('F-C19 facts from a peer change no prototype', () => {
  const wire = JSON.parse('{"code":6,"message":"x","data":{"facts":{"__proto__":{"polluted":true},"constructor":1}}}') as WireError;
  const { facts } = fromWireError(wire);
  expect(Object.getPrototypeOf(facts)).toBe(Object.prototype);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect(facts['polluted']).toBeUndefined();
});

test('each number is one code\'s alone, is positive, and leads back to its name', () => {
  for (const [name, { number }] of Object.entries(RESULT_CODES)) {
    expect(number).toBeGreaterThan(0);
    expect(resultNameOf(number)).toBe(name);
  }
  expect(resultNameOf(0)).toBeUndefined();
});
