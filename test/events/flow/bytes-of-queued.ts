/** What an event takes while it waits in the queue of one who watches: so many are left in one, and the memory is read with them and without. */
import { Watch } from '@provost/protocol';
import type { TestHost } from '../../support/start-host.js';
import { watch } from '../watched.js';

/** The most that a queue may have. */
const MOST_BYTES = 128 * 1024 * 1024;

/** In bytes of the heap, of `Tick` events with a word of four letters. `heapBytes` reads what is alive. */
export async function bytesOfQueued(host: TestHost, events: number, heapBytes: () => number): Promise<number> {
  const leaving = new AbortController();
  const queue = { events, bytes: MOST_BYTES };
  const stuck = host.door.stream(Watch, { query: 'SELECT * FROM Tick', queue }, { signal: leaving.signal })[Symbol.asyncIterator]();
  await stuck.next();
  await using quick = await watch(host, 'SELECT * FROM Tick');
  const raised = host.call('root/test:Raiser', 'tick', { from: 1, count: events, word: 'flow', waits: true }, 600_000);
  for (let taken = 0; taken < events; taken++) await quick.next();
  await raised;
  const full = heapBytes();
  leaving.abort();
  await stuck.return?.();
  return (full - heapBytes()) / events;
}
