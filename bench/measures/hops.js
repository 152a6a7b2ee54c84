/** A warm call by way of a host in a process of its own: two hops each way, beside bare sockets with a process in the middle. */
import { medianRatio } from '../report/statistics.js';
import { WARM_COLUMNS, measureWarmCalls, warmCellsOf } from './warm-calls.js';

export const hops = {
  name: 'hops',
  title: 'Warm calls over two hops: from a client by way of a host in a process of its own',
  rounds: { full: 5, quick: 2 },
  cells: ({ isQuick }) => warmCellsOf(['relay', 'client'], isQuick),
  columns: WARM_COLUMNS,
  ratios: [{ title: 'p50 / relay', of: 'p50Us', against: 'relay' }],
  goals: (roundsOf) => [{ name: 'warm call of a client, p50, against a relayed raw ping-pong', ratio: medianRatio(roundsOf('client', 'p50Us'), roundsOf('relay', 'p50Us')), atMost: 1.6 }],
};

export const measureInCell = measureWarmCalls;
