/** A provider that writes two records and a receipt, a file, in one operation; as a program it is loaded in its own process on the directory that is named, does that once and tells what came of it. */
import { readdirSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { defineClass, defineProvider, Type } from '@provost/sdk';
import { load } from '@provost/testing';

const Half = defineClass('Half', {
  key: 'id',
  properties: { id: Type.Integer() },
  methods: { pair: { static: true, returns: Type.Integer() }, count: { static: true, returns: Type.Array(Type.Integer()) } },
});

export const pairs = defineProvider({
  name: 'pairs',
  namespace: 'root/test',
  store: true,
  undo: { removeReceipt: ({ file }) => rmSync(file, { force: true }) },
  load: (context) => ({ folder: context.dataDirectory }),
}).serves(Half, {
  methods: {
    pair: (args, { folder }, context) => {
      const id = context.store(Half).count();
      const file = join(folder, `${id}.receipt`);
      const step = context.undoStep('removeReceipt', { file });
      writeFileSync(file, '');
      return context.transaction((tx) => {
        for (const next of [id, id + 1]) tx.store(Half).create({ id: next });
        step.done();
        return id;
      });
    },
    count: (args, { folder }, context) => [context.store(Half).count(), readdirSync(folder).filter((name) => name.endsWith('.receipt')).length],
  },
});

/** Its standard output is not waited for: what is written is there when the next line is run. */
const tell = (line) => writeSync(1, `${line}\n`);

if (process.argv[1]?.endsWith('writes-pairs.mjs') === true) {
  const p = await load(pairs, { dataDirectory: process.argv[2] });
  tell('loaded');
  tell(await p.Half.pair({}, { operationId: 'op' }).then(String, (error) => error.code));
  tell('done');
  await p.release();
}
