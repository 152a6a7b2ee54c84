/** A warm call: one in flight for how long it takes, 128 in flight for how many a second; both with the CPU time they cost. */
import { PEERS } from '../peers/index.js';
import { medianRatio } from '../report/statistics.js';
import { WARM_COLUMNS, measureWarmCalls, warmCellsOf } from './warm-calls.js';

/** How many times as many calls a second the host is to answer. */
const AHEAD_OF = { birpc: 1, 'vscode-jsonrpc': 3, piscina: 4, tinypool: 6, 'jest-worker': 6, workerpool: 6, 'grpc-js': 20 };

export const calls = {
  name: 'calls',
  title: 'Warm calls: the same echo of a tiny payload to one other process',
  rounds: { full: 5, quick: 2 },
  cells: ({ isQuick }) => warmCellsOf(PEERS, isQuick),
  columns: WARM_COLUMNS,
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

export const measureInCell = measureWarmCalls;
