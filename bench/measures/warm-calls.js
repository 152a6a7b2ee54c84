/** What is measured of warm calls, whoever answers them: one in flight for how long it takes, 128 in flight for how many a second; both with the CPU time they cost. */
import { measureLatency, measureThroughput } from '../cell/drive.js';
import { processFamily } from '../cell/cpu-time.js';
import { openPeer } from '../peers/index.js';

const IN_FLIGHT = 128;

export const warmCellsOf = (peers, isQuick) => peers.map((peer) => ({ peer, warmUpMs: isQuick ? 250 : 500, measureMs: isQuick ? 300 : 800 }));

export const WARM_COLUMNS = [
  { title: 'p50 us', of: 'p50Us', digits: 1 },
  { title: 'p99 us', of: 'p99Us', digits: 1 },
  { title: 'CPU us/call', of: 'latencyCpuUs', digits: 1 },
  { title: '128 in flight, calls/s', of: 'callsPerSecond', digits: 0 },
  { title: 'CPU us/call', of: 'throughputCpuUs', digits: 2 },
];

export async function measureWarmCalls({ peer, warmUpMs, measureMs }) {
  const { call, close } = await openPeer(peer);
  await call(0);
  const family = processFamily();
  const latency = await measureLatency(call, family, { warmUpMs, measureMs });
  const throughput = await measureThroughput(call, family, IN_FLIGHT, { warmUpMs, measureMs });
  await close();
  return { p50Us: latency.p50Us, p99Us: latency.p99Us, latencyCpuUs: latency.cpuUsPerCall, callsPerSecond: throughput.callsPerSecond, throughputCpuUs: throughput.cpuUsPerCall };
}
