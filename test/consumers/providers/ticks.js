/**
 * Raises `Ticked` with the numbers from 1 on, as many as `raise` was asked for in all, which it keeps in a file: who resumes from a bookmark is given what came after it.
 * Its class of objects, to ask by, is `Ticker` in `root/ticks`.
 */
import { defineClass, defineEvent, defineProvider, serve, Type } from '@provost/sdk';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const Ticked = defineEvent('Ticked', { properties: { number: Type.Integer(), isOdd: Type.Boolean() } });
const Ticker = defineClass('Ticker', { key: 'id', properties: { id: Type.String() }, methods: { raise: { static: true, params: { count: Type.Integer() }, returns: Type.Integer() } } });

const ticks = defineProvider({
  name: 'ticks',
  namespace: 'root/ticks',
  load: ({ dataDirectory }) => {
    const file = join(dataDirectory, 'count');
    return { file, count: Number(readFileSync(file, { encoding: 'utf8', flag: 'a+' }) || 0), woken: new Set() };
  },
})
  .serves(Ticker, {
    methods: {
      raise: ({ count }, state) => {
        state.count += count;
        writeFileSync(`${state.file}.next`, String(state.count));
        renameSync(`${state.file}.next`, state.file); // Whole, also where the process is killed meanwhile.
        for (const wake of state.woken) wake();
        return state.count;
      },
    },
  })
  .raises(Ticked, {
    start: (raise, state, { bookmark, signal }) => {
      let next = bookmark === undefined ? state.count + 1 : Number(bookmark) + 1;
      let wake;
      const more = () => new Promise((resolve) => { wake = resolve; });
      const onMore = () => wake?.();
      state.woken.add(onMore);
      signal.addEventListener('abort', onMore);
      const run = async () => {
        while (!signal.aborted) {
          while (next <= state.count && !signal.aborted) {
            await raise.drained(); // What finds no room would be told as lost.
            if (raise({ number: next, isOdd: next % 2 === 1 }, { bookmark: String(next) })) next += 1;
          }
          if (!signal.aborted) await more();
        }
      };
      void run();
      return () => { state.woken.delete(onMore); };
    },
  });

export default ticks;
serve(ticks);
