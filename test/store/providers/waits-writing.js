/** Its one method begins a receipt, waits until the pipe that is named has a writer and has been written to its end, then commits; it tells how often it was run. Its class is `Entry` in `root/waits`. */
import { rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineClass, defineProvider, serve, Type } from '@provost/sdk';

const Entry = defineClass('Entry', {
  key: 'id',
  properties: { id: Type.Integer() },
  methods: { write: { static: true, params: { gate: Type.String() }, returns: Type.Integer() }, runs: { static: true, returns: Type.Integer() } },
});

let runs = 0;

const waits = defineProvider({
  name: 'waits-writing',
  namespace: 'root/waits',
  store: true,
  undo: { removeReceipt: ({ file }) => rmSync(file, { force: true }) },
  load: (context) => ({ folder: context.dataDirectory }),
}).serves(Entry, {
  list: (query, state, context) => context.store(Entry).values(),
  methods: {
    async write({ gate }, { folder }, context) {
      runs += 1;
      const file = join(folder, 'receipt');
      const step = context.undoStep('removeReceipt', { file });
      writeFileSync(file, 'received');
      await readFile(gate);
      return context.transaction((tx) => {
        const entry = tx.store(Entry).create({ id: tx.store(Entry).count() + 1 });
        step.done();
        return entry.id;
      });
    },
    runs: () => runs,
  },
});

export default waits;
serve(waits);
