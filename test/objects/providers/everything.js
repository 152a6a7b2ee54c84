/** Rows with values of every kind, in `root/kinds`. */
import { defineClass, defineProvider, serve, Type } from '@provost/sdk';

const Kind = defineClass('Kind', {
  key: 'id',
  properties: {
    id: Type.Integer(),
    text: Type.Optional(Type.String()),
    number: Type.Optional(Type.Number()),
    big: Type.Optional(Type.Int64()),
    at: Type.Optional(Type.DateTime()),
    bytes: Type.Optional(Type.Bytes()),
    maybe: Type.Optional(Type.Nullable(Type.Boolean())),
    names: Type.Optional(Type.Record(Type.Array(Type.Number()))),
    nested: Type.Optional(Type.Object({ list: Type.Array(Type.Object({ deep: Type.String() })) })),
  },
});

/** A row that is no plain object: it has its properties from its class as well. */
class Computed {
  id = 1_000;
  text = 'computed';
}

function* all() {
  yield { id: 1, text: '', number: 0.1, big: 9_223_372_036_854_775_807n, at: new Date('2026-11-21T18:00:00.123Z'), bytes: new Uint8Array([0, 127, 128, 255]), maybe: null };
  yield { id: 2, text: 'Grüße, \u{1F600} \u0000 "\\', number: -0, maybe: true, names: { toString: [1, 2.5, 1e300], constructor: [], '': [-1] } };
  yield { id: -3, text: undefined, number: Number.MAX_SAFE_INTEGER, nested: { list: [{ deep: 'x'.repeat(70_000) }, { deep: 'é' }] } };
  yield { text: 'other order', id: 4, number: 4 };
  for (let id = 100; id < 700; id += 1) yield id % 3 === 0 ? { id, text: `row ${id}` } : { id, number: id / 7, maybe: false };
  yield new Computed();
  yield { id: 1_001, text: 'after it' };
}

const kinds = defineProvider({ name: 'kinds', namespace: 'root/kinds' }).serves(Kind, { list: all });

export default kinds;
serve(kinds);
