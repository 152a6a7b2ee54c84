/** A host for one question, on a state directory of its own that is removed afterwards. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Door } from '@provost/protocol';

/** Starts a host, asks, stops it and removes what it left, however the asking ends. Rejects with what the asking, or the start, rejects with. */
export async function withPassingHost<T>(ask: (door: Door) => Promise<T>): Promise<T> {
  const { ProviderHost } = await import('@provost/host');
  const state = await mkdtemp(join(tmpdir(), 'provost-check-'));
  try {
    const host = new ProviderHost({ state });
    try {
      await host.start();
      return await ask(host.door());
    } finally {
      await host.stop();
    }
  } finally {
    await rm(state, { recursive: true, force: true });
  }
}
