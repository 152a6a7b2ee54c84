/** A program: a provider in this process writes pairs of records until its disk, the directory that is named, is full; tells what it was told, makes room, and writes on. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [mounted, testing, sdk] = process.argv.slice(2);
const { load } = await import(testing);
const { defineClass, defineProvider, Type } = await import(sdk);

const filler = join(mounted, 'filler');
const dataDirectory = join(mounted, 'data');
mkdirSync(dataDirectory);
let receipts = 0;

const Half = defineClass('Half', {
  key: 'id',
  properties: { id: Type.Integer(), text: Type.String() },
  methods: { pair: { static: true, params: { number: Type.Integer() }, returns: Type.Integer() }, receipt: { static: true } },
});
const provider = defineProvider({ name: 'filler', namespace: 'root/test', store: true, undo: { removeReceipt: () => { receipts -= 1; } } }).serves(Half, {
  list: (query, state, context) => context.store(Half).values(),
  methods: {
    pair: ({ number }, state, context) => context.transaction((tx) => {
      for (const id of [2 * number, 2 * number + 1]) tx.store(Half).put({ id, text: 'x'.repeat(20_000) });
      return number;
    }),
    receipt: (args, state, context) => {
      const step = context.undoStep('removeReceipt', { text: 'x'.repeat(60_000) });
      receipts += 1;
      step.done();
    },
  },
});

const p = await load(provider, { dataDirectory });
writeFileSync(filler, Buffer.alloc(1_500_000));
const ids = async () => {
  const found = [];
  for await (const { id } of p.Half.list()) found.push(id);
  return found;
};
let [count, failure] = [0, undefined];
for (; failure === undefined && count < 1_000; count++) failure = await p.Half.pair({ number: count }).then(() => undefined, (error) => error);
const after = await ids();
const refusedStep = await p.Half.receipt({}).then(() => 'taken', (error) => error.code);
rmSync(filler);
const written = await p.Half.pair({ number: 999 });
await p.release();
const next = await load(provider, { dataDirectory });
const lastly = [];
for await (const { id } of next.Half.list()) lastly.push(id);
await next.release();
process.stdout.write(JSON.stringify({
  failure: failure.toJSON(),
  pairsAreWhole: after.length % 2 === 0 && after.every((id, index) => id === index),
  readsOn: after.length === 2 * (count - 1) && count > 3,
  refusedStep, receipts,
  afterRoom: written === 999,
  nextLife: lastly.length === after.length + 2,
}));
