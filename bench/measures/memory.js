/** What an idle loaded provider costs, beside a bare Node process that holds one socket. */
import { Load, Providers } from '@provost/protocol';
import { setTimeout as after } from 'node:timers/promises';
import { opening } from '../cell/opened.js';
import { ownMemoryKb } from '../cell/own-memory.js';
import { openChildSocket, serveAsChild } from '../peers/child-socket.js';
import { openPeer } from '../peers/index.js';
import { medianRatio } from '../report/statistics.js';

/** What Node frees by itself after its start is no part of what an idle process costs. */
const SETTLE_MS = 2_000;

export const memory = {
  name: 'memory',
  title: 'Memory of a process that waits: private pages, page tables and kernel stacks',
  rounds: { full: 3, quick: 1 },
  cells: () => [{ peer: 'bare node, one socket' }, { peer: 'provider' }, { peer: 'provider, by a standby' }],
  columns: [{ title: 'KiB', of: 'kb', digits: 0 }],
  ratios: [{ title: 'against bare', of: 'kb', against: 'bare node, one socket' }],
  goals: (roundsOf) => [{ name: 'an idle loaded provider against a bare node with a socket', ratio: medianRatio(roundsOf('provider', 'kb'), roundsOf('bare node, one socket', 'kb')), atMost: 1.3 }],
};

async function bare() {
  const { pid, close } = await opening(() => openChildSocket(import.meta.url));
  await after(SETTLE_MS);
  const kb = ownMemoryKb(pid);
  await close();
  return kb;
}

async function provider(settings) {
  const { door, close } = await openPeer('host', settings);
  await door.request(Load, { name: 'bench' });
  await after(SETTLE_MS);
  const [{ pid }] = (await door.request(Providers, {})).providers;
  const kb = ownMemoryKb(pid);
  await close();
  return kb;
}

export async function measureInCell({ peer }) {
  return { kb: await (peer === 'provider' ? provider({ standby: '0' }) : peer === 'provider, by a standby' ? provider() : bare()) };
}

serveAsChild(import.meta.url, () => {});
