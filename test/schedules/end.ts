/** How every schedule ends: the next request is served, then all of it falls idle and is unloaded, and of the host that stops nothing is left. */
import { Invoke, Requests, ResetProvider, SetEnabled, SetSetting, isProviderError } from '@provost/protocol';
import { TICK_MS } from './limits.js';
import type { Play } from './play.js';
import { takeBack } from './steps/provider.js';
import { taggedProcesses } from './tagged.js';

/** One that hangs without anybody having noticed costs the first its deadline. */
const MOST_TRIES = 2;
const MOST_TICKS = 6;
/** Idle, it would be released by then. */
const TICKS_OF_HELD = 3;
const LAST_TICKS = 12;
/** What is on its way to end has that long to do so: nothing tells of it. */
const MOST_LOOKS = 100;
const LOOK_MS = 20;

/** P8: whatever was done, the next request is served. */
export async function expectServed(play: Play, comeToRest: () => Promise<void>): Promise<void> {
  const { stage } = play;
  stage.cell.restore();
  play.isSpoiled = false;
  await stage.door.request(SetEnabled, { name: 'cell', enabled: true });
  await stage.door.request(ResetProvider, { name: 'cell' });
  const hadHung = stage.alive.some(({ isHung }) => isHung);
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    let failure: unknown;
    let isOver = false;
    play.begin('the next request', () => stage.door.request(Invoke, { path: 'root/cell:Cell', method: 'quick', arguments: {} }).catch((error: unknown) => {
      failure = error;
    }).finally(() => {
      isOver = true;
    }), []);
    await comeToRest();
    if (isOver && failure === undefined) return;
    stage.expect('P8', hadHung && tries < MOST_TRIES, () => `the next request is not served: ${isProviderError(failure) ? failure.message : String(failure)}`);
  }
}

/** P5: those who refuse take it back one after the other, and while one of them is left nothing is unloaded: the journal tells where it is. */
async function takeAllBack(play: Play): Promise<void> {
  const { stage } = play;
  for (const process of stage.alive) {
    for (const as of [...process.refusing]) {
      takeBack(process, as);
      await stage.settle();
      if (process.refusing.size === 0 || !process.isActing) continue;
      await play.look();
      await play.advance(TICKS_OF_HELD * TICK_MS);
    }
  }
}

/** P3, P4: with nobody asking and nobody refusing, all is unloaded, clients go when they have nothing to do, and no timer is set. */
export async function idleOut(play: Play, comeToRest: () => Promise<void>): Promise<void> {
  const { stage } = play;
  await stage.setClearAfter(1);
  await takeAllBack(play);
  await stage.door.request(SetSetting, { key: 'standby', value: '0' }); // One that is being started has a deadline.
  for (let ticks = 0; ticks < MOST_TICKS; ticks += 1) {
    for (const process of stage.alive.filter(({ isClient }) => isClient)) process.tell('leave');
    await comeToRest();
    if (play.state === 'unloaded' && ticks > 1) break;
    await play.advance(TICK_MS);
  }
  await play.advance(LAST_TICKS * TICK_MS); // A sweep that was planned before the last was unloaded rings once.
  await comeToRest();
  stage.expect('P3', play.state === 'unloaded' || play.state === 'client', () => `the cell is ${play.state} after ${MOST_TICKS} ticks in which nobody asked and nobody refused`);
  const { requests } = await stage.door.request(Requests, {});
  stage.expect('L1', requests.length === 0, () => `${requests.length} requests are still under way for the host: ${JSON.stringify(requests)}`);
  for (let looks = 0; looks < MOST_LOOKS && stage.clock.pending > 0; looks += 1) await stage.observations.next(stage.observations.seen, LOOK_MS);
  stage.expect('P3', play.state !== 'unloaded' || stage.clock.pending === 0, () => `${stage.clock.pending} timers are set, and nothing is loaded`);
}

/** P7, P9: of a host that has stopped nothing is left. */
export async function expectNothingLeft(play: Play): Promise<void> {
  const { stage } = play;
  await stage.stop();
  const left = [...taggedProcesses(stage.host.state)];
  stage.expect('P7', left.length === 0, () => `of the host that has stopped is left: ${left.map(([pid, tag]) => `${pid} (${tag})`).join(', ')}`);
}
