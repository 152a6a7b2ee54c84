/** When a host is killed, drawn from the seed: at an event, after so much that a client sees, or so long after its start, which reaches into the start itself. */
import { drawWeighted } from '../soak/draw.mjs';

const EVENTS = ['loading', 'loaded', 'releasing', 'unloaded', 'setting-changed', 'unregistered', 'cache-changed', 'client-ended'];
/** A host that nothing of the kind happens to is killed all the same. */
const LONGEST_MS = 1_000;

/** Whose end besides the host's. */
const WITH_KEEPER = [
  [88, 'host'],
  [4, 'keeper, then host'],
  [4, 'host, then keeper'],
  [4, 'keeper alone, host later'],
];

/** `{ whom, early, isDue(seen) }`: `early` means at any moment from the start on, without a look at what is there before. `seen` is `{ ms, happened, type }`: since the start where it is early, or else since all was looked at. */
export function drawKill(random) {
  const [, whom] = drawWeighted(random, WITH_KEEPER);
  const [, how] = drawWeighted(random, [[45, 'happened'], [25, 'early'], [30, 'event']]);
  if (how === 'happened') {
    const most = 1 + Math.floor(random() * 40);
    return { whom, early: false, afterMs: LONGEST_MS, what: `after ${most} answers and events`, isDue: ({ happened }) => happened >= most };
  }
  if (how === 'early') {
    const afterMs = Math.round(random() < 0.5 ? random() * 700 : 150 + random() * 350);
    return { whom, early: true, afterMs, what: `${afterMs} ms after its start`, isDue: () => false };
  }
  const type = EVENTS[Math.floor(random() * EVENTS.length)];
  return { whom, early: false, afterMs: LONGEST_MS, what: `at the event ${type}`, isDue: (seen) => seen.type === type };
}
