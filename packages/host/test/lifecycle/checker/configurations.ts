/** The bounds that are explored: together they have every kind of event in every state in which it can come. */
import { boundsOf, type Act, type Bounds, type Fault } from './bounds.js';

const faultKinds: readonly Fault[] = ['crash', 'hang', 'close-channel', 'garbage', 'fail-load', 'fail-start', 'slow-load', 'stay'];
const actKinds: readonly Act[] = ['unload', 'force', 'disable', 'update', 'limit', 'unregister', 'terminate'];

/** Explored in every test run. */
export const CONFIGURATIONS = {
  refusals: boundsOf('refusals', { requests: 3, room: 1, giveUps: 1, refusals: 2 }),
  edits: boundsOf('edits', { clearAfter: [1, 3], room: 1, refusals: 1, edits: 2, neighbours: 2, faults: 1, faultKinds: ['stay'] }),
  nothing: boundsOf('nothing', { clearAfter: [0, 1], room: 1, giveUps: 1, refusals: 1, edits: 2, neighbours: 2 }),
  never: boundsOf('never', { clearAfter: [1, Infinity], room: 1, giveUps: 1, refusals: 1, edits: 2, neighbours: 2 }),
  faults: boundsOf('faults', { room: 1, giveUps: 1, refusals: 1, faults: 2, faultKinds }),
  heldOff: boundsOf('heldOff', { room: 1, giveUps: 1, words: 3, faults: 2, faultKinds: ['crash', 'fail-load', 'fail-start', 'garbage'] }),
  heldOffOverlap: boundsOf('heldOffOverlap', { overlap: true, room: 1, words: 1, faults: 1, faultKinds: ['crash', 'fail-load'] }),
  heldOffClient: boundsOf('heldOffClient', { isPure: false, room: 1, words: 2, faults: 1, faultKinds: ['crash', 'fail-load'], acts: 1, actKinds: ['force', 'unregister'] }),
  operators: boundsOf('operators', { acts: 2, actKinds: ['unload', 'force', 'disable', 'update', 'limit', 'unregister'] }),
  stop: boundsOf('stop', { room: 1, giveUps: 1, refusals: 1, stops: 1, faults: 1, faultKinds }),
  stopAndActs: boundsOf('stopAndActs', { refusals: 1, acts: 1, actKinds: ['force', 'update', 'terminate'], stops: 1 }),
  calls: boundsOf('calls', { reentries: 1, calls: 1, giveUps: 1, refusals: 1 }),
  drainingCalls: boundsOf('drainingCalls', { requests: 1, reentries: 1, calls: 1, acts: 1, actKinds: ['update', 'force'], faults: 1, faultKinds: ['crash'] }),
  client: boundsOf('client', { isPure: false, room: 1, refusals: 1, acts: 1, actKinds: ['unload', 'force', 'update', 'unregister', 'terminate'], faults: 1, faultKinds }),
  clientOperators: boundsOf('clientOperators', { isPure: false, room: 1, refusals: 1, acts: 2, actKinds: ['unload', 'force', 'update', 'disable'] }),
  clientStop: boundsOf('clientStop', { isPure: false, room: 1, acts: 1, actKinds: ['unload', 'terminate'], stops: 1, faults: 1, faultKinds: ['crash', 'hang'] }),
  clientCalls: boundsOf('clientCalls', { isPure: false, reentries: 1, calls: 1, refusals: 1 }),
  clientCallsFail: boundsOf('clientCallsFail', { isPure: false, room: 1, reentries: 1, calls: 1, faults: 1, faultKinds: ['crash', 'fail-load', 'garbage'] }),
  overlap: boundsOf('overlap', { overlap: true, room: 1, refusals: 1, faults: 1, faultKinds }),
  overlapOperators: boundsOf('overlapOperators', { overlap: true, room: 1, acts: 1, actKinds: ['unload', 'force', 'disable', 'update', 'unregister'] }),
  overlapClient: boundsOf('overlapClient', { overlap: true, isPure: false, room: 1, acts: 1, actKinds: ['update'] }),
  twoClients: boundsOf('twoClients', { clearAfter: [0, 1], overlap: true, isPure: false, requests: 3, room: 1, acts: 1, actKinds: ['limit'] }),
  hostDies: boundsOf('hostDies', { room: 1, giveUps: 1, refusals: 1, hostDeaths: 1 }),
  hostDiesEdits: boundsOf('hostDiesEdits', { room: 1, edits: 1, neighbours: 1, hostDeaths: 1 }),
  hostDiesActs: boundsOf('hostDiesActs', { room: 1, refusals: 1, acts: 1, actKinds: ['unload', 'force', 'disable', 'update', 'unregister', 'terminate'], hostDeaths: 1 }),
  hostDiesStop: boundsOf('hostDiesStop', { requests: 1, refusals: 1, acts: 1, actKinds: ['force', 'update', 'terminate'], stops: 1, hostDeaths: 1 }),
  hostDiesFaults: boundsOf('hostDiesFaults', { room: 1, refusals: 1, faults: 1, faultKinds, hostDeaths: 1 }),
  hostDiesCalls: boundsOf('hostDiesCalls', { requests: 1, reentries: 1, calls: 1, refusals: 1, hostDeaths: 1 }),
  hostDiesClient: boundsOf('hostDiesClient', { isPure: false, room: 1, acts: 1, actKinds: ['unload', 'force', 'update', 'terminate'], hostDeaths: 1 }),
  hostDiesClientFaults: boundsOf('hostDiesClientFaults', { isPure: false, room: 1, faults: 1, faultKinds, hostDeaths: 1 }),
  hostDiesOverlap: boundsOf('hostDiesOverlap', { overlap: true, room: 1, faults: 1, faultKinds: ['hang'], hostDeaths: 1 }),
  hostDiesTwice: boundsOf('hostDiesTwice', { room: 1, refusals: 1, hostDeaths: 2 }),
  early: boundsOf('early', { early: true, room: 1, giveUps: 1, refusals: 1 }),
  earlyFaults: boundsOf('earlyFaults', { early: true, room: 1, giveUps: 1, faults: 1, faultKinds }),
  earlyOperators: boundsOf('earlyOperators', { early: true, room: 1, acts: 1, actKinds: ['unload', 'force', 'disable', 'update', 'limit', 'unregister', 'terminate'], faults: 1, faultKinds: ['crash'] }),
  earlyStop: boundsOf('earlyStop', { early: true, room: 1, stops: 1, giveUps: 1, faults: 1, faultKinds: ['crash', 'hang', 'slow-load'] }),
  earlyClient: boundsOf('earlyClient', { early: true, isPure: false, room: 1, acts: 1, actKinds: ['unload', 'force', 'update'], faults: 1, faultKinds: ['crash', 'fail-load', 'garbage', 'slow-load'] }),
  earlyOverlap: boundsOf('earlyOverlap', { early: true, overlap: true, room: 1, acts: 1, actKinds: ['force', 'update'] }),
  earlyCalls: boundsOf('earlyCalls', { early: true, requests: 1, reentries: 1, calls: 1, acts: 1, actKinds: ['force'] }),
  earlyHostDies: boundsOf('earlyHostDies', { early: true, room: 1, giveUps: 1, faults: 1, faultKinds: ['crash'], hostDeaths: 1 }),
} satisfies Record<string, Bounds>;

/** Explored by `npm run soak -- lifecycle`, for minutes. */
export const LARGE_CONFIGURATIONS: readonly Bounds[] = [
  boundsOf('three requests, refusals and edits', { requests: 3, giveUps: 1, refusals: 2, edits: 1, neighbours: 1 }),
  boundsOf('three requests and faults', { requests: 3, room: 1, giveUps: 1, refusals: 1, faults: 2, faultKinds }),
  boundsOf('faults and acts', { giveUps: 1, faults: 2, faultKinds, acts: 1, actKinds }),
  boundsOf('acts and refusals', { refusals: 1, acts: 2, actKinds }),
  boundsOf('client, three requests', { isPure: false, requests: 3, room: 1, refusals: 1, faults: 2, faultKinds }),
  boundsOf('client, two acts', { isPure: false, room: 1, refusals: 1, acts: 2, actKinds: ['unload', 'force', 'update', 'terminate'] }),
  boundsOf('overlap, acts and refusals', { overlap: true, room: 1, refusals: 1, acts: 1, actKinds }),
  boundsOf('stop, giving up', { giveUps: 1, refusals: 1, acts: 1, actKinds, stops: 1, faults: 1, faultKinds }),
  boundsOf('the host dies, three requests and refusals', { requests: 3, giveUps: 1, refusals: 2, hostDeaths: 1 }),
  boundsOf('the host dies, faults and acts', { room: 1, refusals: 1, faults: 1, faultKinds, acts: 1, actKinds, hostDeaths: 1 }),
  boundsOf('the host dies, client', { isPure: false, room: 1, refusals: 1, faults: 1, faultKinds, acts: 1, actKinds, hostDeaths: 1 }),
  boundsOf('the host dies, overlap and acts', { overlap: true, room: 1, acts: 1, actKinds: ['update', 'force'], hostDeaths: 1 }),
  boundsOf('the host dies twice, faults and acts', { requests: 2, room: 1, faults: 1, faultKinds, acts: 1, actKinds, hostDeaths: 2 }),
];
