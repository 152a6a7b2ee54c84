/**
 * Writes two records and a receipt, a file, in one operation, and kills itself at the point that `arm` has named, once: between any two steps of it. Its class is
 * `Entry` in `root/dies`.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineClass, defineProvider, serve, Type } from '@provost/sdk';

const Entry = defineClass('Entry', {
  key: 'id',
  properties: { id: Type.Integer() },
  methods: {
    arm: { static: true, params: { point: Type.String() } },
    write: { static: true, returns: Type.String() },
    count: { static: true, returns: Type.Object({ entries: Type.Integer(), receipts: Type.Integer(), loads: Type.Integer() }) },
  },
});
const Load = defineClass('Load', { key: 'number', properties: { number: Type.Integer() } });

/** Kills this process where it is armed for that point, and never comes back. */
function dieAt(point, { armed }) {
  const wanted = readFileSync(armed, { encoding: 'utf8', flag: 'a+' });
  if (wanted !== point) return;
  rmSync(armed);
  process.kill(process.pid, 'SIGKILL');
  for (;;);
}

const dies = defineProvider({
  name: 'dies-writing',
  namespace: 'root/dies',
  store: true,
  undo: { removeReceipt: ({ file }) => rmSync(file, { force: true }) },
  load(context) {
    const loads = context.store(Load);
    loads.create({ number: loads.count() + 1 });
    return { folder: context.dataDirectory, armed: join(context.dataDirectory, 'armed') };
  },
}).serves(Entry, {
  list: (query, state, context) => context.store(Entry).values(),
  methods: {
    arm: ({ point }, { armed }) => { writeFileSync(armed, point); },
    write: (args, state, context) => {
      dieAt('first', state);
      const file = join(state.folder, `${context.id}.receipt`);
      const step = context.undoStep('removeReceipt', { file });
      dieAt('step', state);
      writeFileSync(file, 'received', { flush: true });
      dieAt('effect', state);
      const answer = context.transaction((tx) => {
        const entries = tx.store(Entry);
        const next = entries.count() + 1;
        entries.create({ id: next });
        dieAt('one of two', state);
        entries.create({ id: next + 1 });
        dieAt('two of two', state);
        step.done();
        dieAt('done', state);
        return `${next} and ${next + 1}`;
      });
      dieAt('committed', state);
      context.defer(() => dieAt('recorded', state));
      return answer;
    },
    count: (args, { folder }, context) => ({
      entries: context.store(Entry).count(),
      receipts: readdirSync(folder).filter((name) => name.endsWith('.receipt')).length,
      loads: context.store(Load).count(),
    }),
  },
});

export default dies;
serve(dies);
