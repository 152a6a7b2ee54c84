/**
 * The life of a provider once over, with nobody on the other side: what a process that was started ahead has done once, it does the next time in half the time.
 * Nothing of it is seen from outside, and nothing of the author's takes part.
 */
import { Duplex } from 'node:stream';
import { GetInstance, Initialize, InvokeMethod, Release, type OperationContext } from '@provost/protocol';
import { openConnection } from '@provost/protocol/node';
import type { ProviderDefinition } from '../define/provider.js';
import { systemClock } from '../runner/clock.js';
import { ProviderRunner } from '../runner/provider-runner.js';

/** What nobody hears cannot take long. */
const TIMEOUT_MS = 10_000;
const context: OperationContext = { id: 'rehearsal', timeoutMs: TIMEOUT_MS, caller: { kind: 'host', pid: 0 } };

/** Loads `sample`, asks it for what `sample.ts` has, and releases it. Never rejects. */
export async function rehearse(sample: ProviderDefinition): Promise<void> {
  const [near, far] = pair();
  const connection = openConnection(near, { peer: 'the rehearsal' });
  new ProviderRunner({ connection, clock: systemClock, log: () => undefined, importProvider: () => Promise.resolve(sample) });
  const host = openConnection(far, { peer: 'the rehearsal' });
  connection.listen();
  host.listen();
  try {
    const options = { timeoutMs: TIMEOUT_MS };
    await host.request(Initialize, { name: 'sample', namespace: 'root/sample', generation: 1, config: {}, credentials: {}, dataDirectory: '', epoch: 1 }, options);
    await host.request(InvokeMethod, { context, class: 'Sample', key: { id: 'a' }, method: 'measure', arguments: { times: 2 } }, options);
    await host.request(GetInstance, { context, class: 'Sample', key: { id: 'a' } }, options);
    await host.request(Release, { reason: 'idle', deadlineMs: TIMEOUT_MS }, options);
  } catch {
    // The provider does without: what is wrong here it tells by itself.
  } finally {
    connection.close();
    host.close();
  }
}

/** Two ends of a line within the process. */
function pair(): readonly [Duplex, Duplex] {
  const ends: Duplex[] = [];
  const end = (other: () => Duplex): Duplex => new Duplex({
    read: () => undefined,
    write: (chunk, _encoding, taken) => {
      other().push(chunk);
      taken();
    },
    final: (taken) => {
      other().push(null);
      taken();
    },
  });
  ends.push(end(() => ends[1] as Duplex), end(() => ends[0] as Duplex));
  return ends as [Duplex, Duplex];
}
