/**
 * `npm run soak -- unloads [--count 2000] [--clear-after 200] [--clients 8] [--providers 16] [--seed N]`: real providers that are idle again and again
 * while several clients ask for them, until so many were unloaded for being idle. Every idle age must lie in the window, ClearAfter to twice ClearAfter,
 * plus the lag of the event loop that was measured meanwhile, twice, and no request may fail. Prints the histogram; ends with 1 where something was wrong.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { connect } from '@provost/client';
import { ProviderHost } from '@provost/host';
import { Events } from '@provost/protocol';
import { generatorOf } from './soak/draw.mjs';
import { root } from './step.mjs';

const BAR_WIDTH = 50;
const BINS = 12;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '2000' },
    'clear-after': { type: 'string', default: '200' },
    clients: { type: 'string', default: '8' },
    providers: { type: 'string', default: '16' },
    seed: { type: 'string', default: '1' },
  },
});
const [count, clearAfterMs, clients, providers, seed] = [values.count, values['clear-after'], values.clients, values.providers, values.seed].map(Number);

const state = mkdtempSync(join(tmpdir(), 'provost-soak-'));
const idleMs = [];
const failures = [];
let asked = 0;
const enough = new AbortController();
const lag = monitorEventLoopDelay({ resolution: 1 });

const host = new ProviderHost({ state, settings: { 'clear-after.object': `${clearAfterMs}ms` } });
await host.start();
for (let number = 1; number <= providers; number++) {
  await host.register({ path: join(root, 'scripts/soak/providers/cell.js'), name: `cell-${number}`, environment: { SOAK_NAMESPACE: `root/cell${number}` } });
}
process.stdout.write(`${providers} providers, ${clients} clients, ClearAfter ${clearAfterMs} ms, seed ${seed}\n`);

/** Asks for a provider that is drawn, pauses so long that some fall idle meanwhile and some do not, and asks again. */
async function beClient(random) {
  const client = await connect({ state });
  while (!enough.signal.aborted) {
    const path = `root/cell${1 + Math.floor(random() * providers)}:Cell`;
    asked += 1;
    await client.invoke(path, 'count').catch((error) => failures.push(`${path}: ${error.message}`));
    await pause(random() * 2 * clearAfterMs);
  }
  await client.close();
}

async function watch() {
  for await (const rows of host.door().stream(Events, { follow: true })) {
    for (const event of rows) {
      if (event.type !== 'unloaded' || event.reason !== 'idle') continue;
      if (event.cause !== 'released') failures.push(`${event.provider} generation ${event.generation} was ${event.cause}`);
      idleMs.push(event.idleMs);
      if (idleMs.length % 250 === 0) process.stdout.write(`${idleMs.length} unloads, ${asked} requests\n`);
      if (idleMs.length === count) enough.abort();
    }
  }
}

function printHistogram(ages, fromMs, toMs) {
  const width = (toMs - fromMs) / BINS;
  const bins = Array.from({ length: BINS }, () => 0);
  for (const age of ages) if (age <= toMs) bins[Math.min(BINS - 1, Math.max(0, Math.floor((age - fromMs) / width)))] += 1;
  const most = Math.max(...bins);
  for (const [index, size] of bins.entries()) {
    const [low, high] = [fromMs + index * width, fromMs + (index + 1) * width].map((ms) => ms.toFixed(0).padStart(5));
    process.stdout.write(`${low} to ${high} ms ${String(size).padStart(5)} ${'#'.repeat(Math.round((BAR_WIDTH * size) / most))}\n`);
  }
  process.stdout.write(`      later than that ${String(ages.filter((age) => age > toMs).length).padStart(5)}\n`);
}

lag.enable();
const watching = watch();
await Promise.all(Array.from({ length: clients }, (_, number) => beClient(generatorOf(seed + number))));
lag.disable();
await host.stop();
await watching;
rmSync(state, { recursive: true, force: true });

const lagMs = 2 * (lag.max / 1e6); // The timer of a sweep may be late, and the turn of the loop that it leaves to requests which are there already may be long.
const counted = idleMs.slice(0, count);
const [least, greatest] = [Math.min(...counted), Math.max(...counted)];
printHistogram(counted, clearAfterMs, 2 * clearAfterMs);
process.stdout.write(`${counted.length} idle unloads, ${asked} requests, ${failures.length} failed; idle age ${least} to ${greatest} ms, window ${clearAfterMs} to ${2 * clearAfterMs} ms, lag of the event loop at most ${lagMs.toFixed(1)} ms\n`);
for (const failure of failures.slice(0, 10)) process.stdout.write(`FAILED: ${failure}\n`);
if (failures.length > 0 || least < clearAfterMs || greatest > 2 * clearAfterMs + lagMs) process.exitCode = 1;
