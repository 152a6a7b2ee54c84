/** The end of a host and the start of the next, as `recovery/` and `activation/adopter.ts` have them: what is lost, who is found, who is left behind, who is adopted. */
import { isCurrent } from '#src/lifecycle/activation-state.js';
import { emptySlot } from '#src/lifecycle/slot-state.js';
import { ADOPT, type Report } from './messages.js';
import { Process } from './process.js';
import { promise } from './promise-broken.js';
import { dispatch, lived, stateOf } from './slot-of-world.js';
import { stopSweeps } from './sweeper-of-world.js';
import { CONTEXT_NAMES, type World } from './world.js';

/** The host is killed, and another starts on what is kept: the registration, and a record of every process. All else of it is gone. */
export function changeHosts(world: World): void {
  const { slot: { overlap, room, isEnabled, loads } } = world;
  // Each caller is told HOST_LOST, once; who waited and who was at work alike.
  world.requests = world.requests.map((request) => (request.state === 'unasked' ? request : { ...request, state: 'done', calledBy: 0 }));
  world.waiters = [];
  world.stopping = 0;
  world.mayLoad = 'yes'; // The next host counts failures anew.
  stopSweeps(world);
  world.slot = { ...emptySlot({ overlap, room, isEnabled }), loads, isOpen: !world.isUnregistered };
  world.processes = world.processes.filter(({ phase }) => phase !== 'absent' && phase !== 'dead');
  for (const process of world.processes) orphan(process);
  resume(world);
}

/** It goes on with what it is at. What was on its way to the host is lost, what was on its way to it is not. */
function orphan(process: Process): void {
  process.line = process.channel === 'open' ? 'cut' : 'none';
  process.obeys = false;
  process.channel = 'none';
  process.toHost = [];
  process.isExitSeen = process.isTreeEnding = process.isAgain = process.isPreparing = process.isWatched = process.isSinceEdit = false;
  process.timer = process.adoption = 'none';
  process.releasedFor = undefined;
  process.fate = 'open';
  process.heard = process.callsHeard = process.owed = process.quietTicks = 0;
  process.isLeftBehind = true;
}

/** The latest of all is found, where it is of the registration as it is now; the others may not serve any more. */
function resume(world: World): void {
  const { rules, isUnregistered } = world;
  if (isUnregistered) return;
  const candidates = rules.adoptsOnlyLatest ? world.processes.slice(-1) : world.processes;
  for (const process of candidates) if (process.version === world.version || !rules.adoptsOnlyPresent) find(world, process);
}

function find(world: World, process: Process): void {
  const found = new Process(world.slot.loads + 1, process.version, process);
  found.isLeftBehind = false;
  world.processes = [...world.processes.filter((other) => other !== process), found];
  dispatch(world, { name: 'found' });
}

/** A life is to be adopted: its process is expected to dial. */
export function expect(world: World, life: number): void {
  const process = world.process(life);
  promise('P7', process !== undefined, () => `life ${life} is to be adopted, and there is no process of it`);
  const other = world.slot.lives.find(({ number, state }) => number !== life && isCurrent(state));
  promise('P2', other === undefined, () => `life ${life} is to be adopted while life ${other?.number} is ${other?.state.name}`);
  process.adoption = 'expected';
  process.isLoadTold = false;
}

/** Its hello is that of who is expected. */
export function greet(process: Process): void {
  process.adoption = 'asked';
  process.channel = 'open';
  process.line = 'up';
  process.send(ADOPT);
}

/** It says where it stands, and obeys this host. */
export function adopt(world: World, process: Process, { as, refusals, running }: Report): void {
  if (process.adoption !== 'asked') return world.see('F-R14: an adoption comes too late'); // It is being ended.
  process.adoption = 'none';
  process.heard = refusals;
  process.owed = running;
  process.isLoadTold = as !== 'loading';
  process.begin();
  const state = stateOf(world, process.life);
  world.isForcing = state?.name === 'adopting' && state.isUrgent === true; // What was forced before is forced now.
  lived(world, process.life, { name: 'adopted', as, leases: numbersIn(running).length, refusals: numbersIn(refusals).map((context) => CONTEXT_NAMES[context]!) });
  world.isForcing = false;
  if (as === 'loading' && stateOf(world, process.life)?.name !== 'loading') process.isLoadTold = true;
}

/** It does not obey, has ended, or has not said so in time. */
export function giveUpAdoption(world: World, process: Process): void {
  process.adoption = 'none';
  process.isLoadTold = true;
  lived(world, process.life, { name: 'not-adopted' });
}

/** A request of an earlier host has returned. */
export function hearReturned(world: World, process: Process, request: number): void {
  const bit = 1 << request;
  if ((process.owed & bit) === 0) return;
  world.see('F-R12: what an earlier host had asked for returns');
  process.owed &= ~bit;
  process.begin();
  lived(world, process.life, { name: 'lease-ended' });
}

function numbersIn(bits: number): number[] {
  const numbers: number[] = [];
  for (let number = 0; bits >> number !== 0; number += 1) if ((bits & (1 << number)) !== 0) numbers.push(number);
  return numbers;
}
