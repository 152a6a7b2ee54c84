/** Drives a peer's `call`: one at a time for latency, many at a time for throughput. Both warm up first. */
import { percentile } from '../report/statistics.js';
import { cpuTimeUs } from './cpu-time.js';

/** So many calls until the compiler has seen enough; slow peers are not waited for longer than this. */
const WARM_UP_CALLS = 5000;
const LONGEST_WARM_UP_MS = 4000;

/** One call after the other for `forMs`; resolves with each one's duration in microseconds. */
async function pingPong(call, forMs) {
  const durationsUs = [];
  const endAt = performance.now() + forMs;
  for (let n = 0, before = performance.now(); before < endAt; n++) {
    const answer = await call(n);
    const after = performance.now();
    if (answer !== n) throw new Error(`asked ${n}, answered ${answer}`);
    durationsUs.push((after - before) * 1000);
    before = after;
  }
  return durationsUs;
}

/** Keeps `inFlight` calls open for `forMs`; resolves with how many were answered, and in how long. */
async function keepOpen(call, inFlight, forMs) {
  const startedAt = performance.now();
  const endAt = startedAt + forMs;
  let calls = 0;
  const lane = async () => {
    while (performance.now() < endAt) {
      await call(calls);
      calls++;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return { calls, tookMs: performance.now() - startedAt };
}

/** Repeats `drive`, which resolves with a number of calls, until there were enough of them. */
async function warmUp(drive, warmUpMs) {
  const startedAt = performance.now();
  for (let calls = 0; calls < WARM_UP_CALLS && performance.now() - startedAt < LONGEST_WARM_UP_MS; ) calls += await drive(warmUpMs);
}

export async function measureLatency(call, family, { warmUpMs, measureMs }) {
  await warmUp(async (forMs) => (await pingPong(call, forMs)).length, warmUpMs);
  const cpuBefore = cpuTimeUs(family);
  const durationsUs = await pingPong(call, measureMs);
  const cpuUs = cpuTimeUs(family) - cpuBefore;
  durationsUs.sort((one, other) => one - other);
  return { p50Us: percentile(durationsUs, 0.5), p99Us: percentile(durationsUs, 0.99), cpuUsPerCall: cpuUs / durationsUs.length, calls: durationsUs.length };
}

export async function measureThroughput(call, family, inFlight, { warmUpMs, measureMs }) {
  await warmUp(async (forMs) => (await keepOpen(call, inFlight, forMs)).calls, warmUpMs);
  const cpuBefore = cpuTimeUs(family);
  const { calls, tookMs } = await keepOpen(call, inFlight, measureMs);
  return { callsPerSecond: (calls / tookMs) * 1000, cpuUsPerCall: (cpuTimeUs(family) - cpuBefore) / calls };
}
