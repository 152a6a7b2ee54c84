import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InvokeMethod, type Caller, type JsonObject, type OperationContext } from '#src/index.js';

const caller = fc.record({ kind: fc.constantFrom('client' as const, 'embedder' as const, 'provider' as const, 'host' as const), pid: fc.nat(), uid: fc.nat(), name: fc.string() }, { requiredKeys: ['kind', 'pid'] });
const context = fc.record({ id: fc.string(), timeoutMs: fc.oneof(fc.nat(), fc.constantFrom(Infinity, -0, 1.5)), caller, operationId: fc.string() }, { requiredKeys: ['id', 'timeoutMs', 'caller'] });
const object = fc.dictionary(fc.string(), fc.jsonValue());

test('the text of a call says what JSON.stringify would say of its parameters, whatever they are', () => {
  const params = fc.record({ context, class: fc.string(), key: object, method: fc.string(), arguments: object }, { requiredKeys: ['context', 'class', 'method', 'arguments'] });
  fc.assert(fc.property(params, (given) => {
    const text = InvokeMethod.write?.(given as { context: OperationContext; class: string; key?: JsonObject; method: string; arguments: JsonObject }, (value) => JSON.stringify(value));
    expect(JSON.parse(text as string)).toEqual(JSON.parse(JSON.stringify(given)));
  }), { numRuns: 1000 });
});

test('two callers are told apart, also by what they share', () => {
  const said = (who: Caller): unknown => JSON.parse(InvokeMethod.write?.({ context: { id: '1.1', timeoutMs: 5, caller: who }, class: 'A', method: 'b', arguments: {} }, JSON.stringify) as string);
  const [first, second]: Caller[] = [{ kind: 'client', pid: 1 }, { kind: 'client', pid: 2 }];
  expect([said(first!), said(second!), said(first!)]).toMatchObject([{ context: { caller: { pid: 1 } } }, { context: { caller: { pid: 2 } } }, { context: { caller: { pid: 1 } } }]);
});
