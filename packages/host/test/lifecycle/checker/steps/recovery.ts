/** The host dies and another starts; what providers do without one; how the next takes them over, or ends them. */
import { changeHosts, giveUpAdoption, greet } from '../recovery-of-world.js';
import type { Process } from '../process.js';
import { lived, stateOf } from '../slot-of-world.js';
import { ofProcesses, type StepKind } from '../step-kind.js';
import type { World } from '../world.js';
import { terminate } from './provider.js';

const hostDies: StepKind = {
  name: 'the host dies and another starts (1: of what it was killing, each has had the first signal only)', of: 'may',
  offer(world, give) {
    if (!world.may('hostDeaths') || world.processes.length === 0) return;
    give(0);
    if (world.processes.some(({ isKilled }) => isKilled)) give(1);
  },
  take(world, isCutShort) {
    world.spend('hostDeaths');
    for (const { state: { name } } of world.slot.lives) world.see(`P9: the host dies while ${name}`);
    if (world.processes.some(({ phase }) => phase === 'born')) world.see('F-R11: the host dies between spawn and initialize');
    for (const process of world.processes) if (process.isKilled) endKill(process, isCutShort === 1);
    changeHosts(world);
  },
};

/** Its tree was being ended: by SIGTERM, which an author may be at work on, and then by SIGKILL, which may not come any more. */
function endKill(process: Process, isCutShort: boolean): void {
  if (!isCutShort) return process.die();
  process.isKilled = false;
  if (process.isActing) terminate(process);
}

/** By its channel, or before initialize by its birth pipe. */
const noticesTheEnd = ofProcesses({
  name: 'process # notices that its host is gone', of: 'must',
  when: ({ isActing, obeys, line, phase }) => isActing && !obeys && (line === 'cut' || phase === 'born'),
  take(world, process) {
    if (process.phase === 'born') return process.die();
    process.line = 'none';
    process.toProcess = [];
    process.calls = 0;
    if (world.rules.dropsEarly) process.kept = 0;
    process.stays = false; // One that was about to become a client ends.
  },
});

const dials = ofProcesses({
  name: 'process # says hello to the host that is there now', of: 'must',
  when: ({ isActing, obeys, line, phase }) => isActing && !obeys && line === 'none' && phase !== 'leaving' && phase !== 'over',
  take(world, process) {
    if (process.adoption === 'expected') return greet(process);
    world.see('P9: one that is not wanted is told so');
    if (process.phase === 'born') process.die();
    else letGo(process);
  },
});

const isForsaken = ofProcesses({
  name: 'the time of process # as an orphan is over', of: 'may',
  when: ({ isActing, obeys, line, phase }) => isActing && !obeys && line !== 'cut' && mayWait(phase),
  take(world, process) {
    if (process.line === 'up') {
      world.see('F-R24: the time of an orphan is over while the next host dials');
      process.hasClosed = true;
      process.toProcess = [];
    }
    letGo(process);
  },
});

function mayWait(phase: Process['phase']): boolean {
  return phase === 'initialising' || phase === 'serving' || phase === 'client';
}

/** Whatever refuses. */
function letGo(process: Process): void {
  process.kept = 0;
  process.leavesByItself = true;
  process.phase = 'leaving';
  process.refusals = 0;
}

const adoptTimePasses = ofProcesses({
  name: 'the time to adopt process # is over', of: 'must',
  when: ({ adoption }) => adoption !== 'none',
  take: giveUpAdoption,
});

/** Nobody waits for what it has inherited, so that it has no deadline: it is pinged when the time of an operation is over. */
const isFoundHung = ofProcesses({
  name: 'the ping for what process # has inherited is not answered', of: 'must',
  when: (process, world) => process.owed !== 0 && process.isHung && process.channel === 'open' && isAtWork(world, process),
  take: (world, process) => lived(world, process.life, { name: 'hung' }),
});

function isAtWork(world: World, { life }: Process): boolean {
  const name = stateOf(world, life)?.name;
  return name === 'busy' || name === 'draining';
}

const endsLeftBehind = ofProcesses({
  name: 'process #, which was left behind, is ended', of: 'must',
  when: ({ isLeftBehind, isKilled, phase }, { rules }) => rules.endsLeftBehind && isLeftBehind && !isKilled && phase !== 'dead',
  take(_world, process) {
    process.isKilled = true;
  },
});

const seesLeftBehindGone = ofProcesses({
  name: 'process #, which was left behind, is seen to be gone', of: 'must',
  when: ({ isLeftBehind, phase }) => isLeftBehind && phase === 'dead',
  take(world, process) {
    world.processes = world.processes.filter((other) => other !== process);
  },
});

export const RECOVERY: readonly StepKind[] = [hostDies, noticesTheEnd, dials, isForsaken, adoptTimePasses, isFoundHung, endsLeftBehind, seesLeftBehindGone];
