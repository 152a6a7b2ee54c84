/** A warm call by way of a host in a process of its own: two hops each way, beside bare sockets with a process in the middle. */
import { measureLatency, measureThroughput } from '../cell/drive.js';
import { processFamily } from '../cell/cpu-time.js';
import { openPeer } from '../peers/index.js';
import { medianRatio } from '../report/statistics.js';

const IN_FLIGHT = 128;

export const hops = {
  name: 'hops',
  title: 'Warm calls over two hops: from a client by way of a host in a process of its own',
  rounds: { full: 5, quick: 2 },
  cells: ({ isQuick }) => ['relay', 'client'].map((peer) => ({ peer, warmUpMs: isQuick ? 250 : 500, measureMs: isQuick ? 300 : 800 })),
  columns: [
    { title: 'p50 us', of: 'p50Us', digits: 1 },
    { title: 'p99 us', of: 'p99Us', digits: 1 },
    { title: 'CPU us/call', of: 'latencyCpuUs', digits: 1 },
    { title: '128 in flight, calls/s', of: 'callsPerSecond', digits: 0 },
    { title: 'CPU us/call', of: 'throughputCpuUs', digits: 2 },
  ],
  ratios: [{ title: 'p50 / relay', of: 'p50Us', against: 'relay' }],
  goals: (roundsOf) => [{ name: 'warm call of a client, p50, against a relayed raw ping-pong', ratio: medianRatio(roundsOf('client', 'p50Us'), roundsOf('relay', 'p50Us')), atMost: 1.6 }],
};

export async function measureInCell({ peer, warmUpMs, measureMs }) {
  const { call, close } = await openPeer(peer);
  await call(0);
  const family = processFamily();
  const latency = await measureLatency(call, family, { warmUpMs, measureMs });
  const throughput = await measureThroughput(call, family, IN_FLIGHT, { warmUpMs, measureMs });
  await close();
  return { p50Us: latency.p50Us, p99Us: latency.p99Us, latencyCpuUs: latency.cpuUsPerCall, callsPerSecond: throughput.callsPerSecond, throughputCpuUs: throughput.cpuUsPerCall };
}
