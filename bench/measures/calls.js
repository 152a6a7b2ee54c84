/** A warm call: one in flight for how long it takes, 128 in flight for how many a second; both with the CPU time they cost. */
import { measureLatency, measureThroughput } from '../cell/drive.js';
import { processFamily } from '../cell/cpu-time.js';
import { PEERS, openPeer } from '../peers/index.js';
import { medianRatio } from '../report/statistics.js';

const IN_FLIGHT = 128;
/** How many times as many calls a second the host is to answer. */
const AHEAD_OF = { birpc: 1, 'vscode-jsonrpc': 3, piscina: 4, tinypool: 6, 'jest-worker': 6, workerpool: 6, 'grpc-js': 20 };

export const calls = {
  name: 'calls',
  title: 'Warm calls: the same echo of a tiny payload to one other process',
  rounds: { full: 5, quick: 2 },
  cells: ({ isQuick }) => PEERS.map((peer) => ({ peer, warmUpMs: isQuick ? 250 : 500, measureMs: isQuick ? 300 : 800 })),
  columns: [
    { title: 'p50 us', of: 'p50Us', digits: 1 },
    { title: 'p99 us', of: 'p99Us', digits: 1 },
    { title: 'CPU us/call', of: 'latencyCpuUs', digits: 1 },
    { title: '128 in flight, calls/s', of: 'callsPerSecond', digits: 0 },
    { title: 'CPU us/call', of: 'throughputCpuUs', digits: 2 },
  ],
  ratios: [
    { title: 'p50 / raw', of: 'p50Us', against: 'raw' },
    { title: 'host is x times as many', of: 'callsPerSecond', against: 'host', isInverted: true },
  ],
  goals: (roundsOf) => [
    { name: 'warm call, p50, host against a raw ping-pong', ratio: medianRatio(roundsOf('host', 'p50Us'), roundsOf('raw', 'p50Us')), atMost: 1.5 },
    { name: 'warm call, p99, host against a raw ping-pong', ratio: medianRatio(roundsOf('host', 'p99Us'), roundsOf('raw', 'p99Us')), atMost: 3 },
    ...Object.entries(AHEAD_OF).map(([peer, atLeast]) => ({
      name: `128 in flight, host against ${peer}`,
      ratio: medianRatio(roundsOf('host', 'callsPerSecond'), roundsOf(peer, 'callsPerSecond')),
      atLeast,
    })),
    { name: '128 in flight, CPU per call, host against vscode-jsonrpc', ratio: medianRatio(roundsOf('host', 'throughputCpuUs'), roundsOf('vscode-jsonrpc', 'throughputCpuUs')), atMost: 1 / 3 },
  ],
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
