/** Watching what happens, for whoever asks. */
import { Watch } from '@provost/protocol';
import type { HostParts } from '../host-parts.js';
import type { RequestTable } from './host-door.js';

export function answerWatchRequests(table: RequestTable, { events }: HostParts): void {
  table.onStream(Watch, ({ query, namespace, queue, bookmark }, { options, from }) => {
    const params = { query, ...(namespace === undefined ? {} : { namespace }), ...(queue === undefined ? {} : { queue }), ...(bookmark === undefined ? {} : { bookmark }) };
    const batches = events.watch(params, options.signal as AbortSignal | undefined);
    return from === undefined ? batches : asCall(batches, from.activation);
  });
}

/** A provider that watches has a call open as long as it does, and is not unloaded for being idle. */
async function* asCall<T>(batches: AsyncIterable<T>, { enter }: { enter(event: { readonly name: 'call-opened' | 'call-closed' }): void }): AsyncGenerator<T> {
  enter({ name: 'call-opened' });
  try {
    yield* batches;
  } finally {
    enter({ name: 'call-closed' });
  }
}
