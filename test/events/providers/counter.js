/** Counts as long as somebody watches. Numbered goes on after the bookmark; Fleeting begins anew with each process, a hundred thousand further, and has no bookmarks. */
import { Type, defineEvent, defineProvider, serve } from '@provost/sdk';

const Numbered = defineEvent('Numbered', { properties: { n: Type.Integer() } });
const Fleeting = defineEvent('Fleeting', { properties: { n: Type.Integer() } });

/** Raises from one number on, as fast as they are taken, in turns. */
function count(raise, from, optionsOf) {
  let isWanted = true;
  const go = async () => {
    for (let n = from; isWanted; n++) {
      await raise.drained();
      raise({ n }, optionsOf(n));
      if (n % 16 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  };
  setImmediate(go);
  return () => (isWanted = false);
}

const counter = defineProvider({ name: 'counter', namespace: 'root/test' })
  .raises(Numbered, { start: (raise, state, { bookmark = '0' }) => count(raise, Number(bookmark) + 1, (n) => ({ bookmark: String(n) })) })
  .raises(Fleeting, { start: (raise) => count(raise, process.pid * 100_000, () => ({})) });

export default counter;
serve(counter);
