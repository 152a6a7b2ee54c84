/** What operators, the system and the host's own stop do, and the passing of time. What takes its time is done in the background. */
import { Invoke, Restart, SetEnabled, Unload, Unregister } from '@provost/protocol';
import { latest } from '../journal.js';
import { STOP_MS, TICK_MS } from '../limits.js';
import { ofCells, once, type Play, type Step } from '../play.js';

/** A restart loads, which may fail for any reason that a load has, or be overtaken. */
const OF_RESTART = ['PROVIDER_DISABLED', 'PROVIDER_LOAD_FAILED', 'PROVIDER_LOAD_TIMED_OUT', 'PROVIDER_CHANGED', 'PROVIDER_QUARANTINED', 'PROVIDER_BACKING_OFF', 'OPERATION_TIMED_OUT', 'OPERATION_CANCELLED', 'PROVIDER_CRASHED'];

function act(when: (play: Play) => boolean, take: (play: Play) => unknown): Step {
  return once((play) => play.left.acts > 0 && !play.isClosed && when(play), (play) => {
    play.left.acts -= 1;
    return take(play);
  });
}

async function edit(play: Play): Promise<void> {
  play.clearAfter = 1 - play.clearAfter;
  await play.stage.setClearAfter(play.stage.shape.clearAfter[play.clearAfter] as number);
}

/** P8: whatever is done to the cell, the neighbour answers. */
async function useNeighbour(play: Play): Promise<void> {
  const { stage } = play;
  await stage.addNeighbour();
  play.begin('a request to the neighbour', () => stage.door.request(Invoke, { path: 'root/neighbour:Cell', method: 'quick', arguments: {} }), []);
}

function force(play: Play): void {
  const { stage: { deeds, door }, draw } = play;
  deeds.begin('forced');
  const over = (): void => deeds.over('forced');
  if (draw() < 0.3) play.begin('restart --force', () => door.request(Restart, { name: 'cell', force: true }), OF_RESTART, over);
  else play.begin('unload --force', () => door.request(Unload, { name: 'cell', force: true }), [], over);
}

async function enable(play: Play, enabled: boolean): Promise<void> {
  const { stage: { deeds, door } } = play;
  if (!enabled) deeds.begin('disabled');
  play.isEnabled = enabled;
  await door.request(SetEnabled, { name: 'cell', enabled });
  if (enabled) deeds.over('disabled');
}

function change(play: Play): void {
  play.isRegistering = true;
  play.begin('register', () => play.stage.register(), [], () => {
    play.isRegistering = false;
  });
}

function unregister(play: Play): void {
  play.isUnregistered = true;
  play.stage.deeds.begin('unregistered');
  play.begin('unregister', () => play.stage.door.request(Unregister, { name: 'cell' }), []);
}

function stop(play: Play, stopping: number, timeoutMs?: number): void {
  play.stopping = stopping;
  play.stage.isStopping = true;
  play.stage.deeds.begin('stopped');
  play.begin('stop', () => play.stage.host.stop(timeoutMs === undefined ? {} : { timeoutMs }), [], () => {
    play.isStopped = true;
  });
}

/** P3: nothing is idle for longer than twice ClearAfter. */
async function pass(play: Play): Promise<void> {
  const { stage } = play;
  await play.advance(TICK_MS);
  if (play.stopping > 0) return;
  const { state, idleMs } = await stage.viewOf('cell');
  const quietMs = Math.min(idleMs ?? 0, stage.clock.nowMs() - stage.journal.editedMs);
  stage.expect('P3', state !== 'idle' || quietMs <= latest(stage.journal.clearAfterMs), () => `the cell is idle for ${quietMs} ms, longer than twice ClearAfter (${stage.journal.clearAfterMs} ms)`);
}

export const OPERATORS: Readonly<Record<string, Step>> = {
  'ClearAfter is edited': once(({ isClosed }) => !isClosed, edit),
  'a neighbour falls idle, or is used': once(({ stopping }) => stopping === 0, useNeighbour),
  'an operator unloads it': act(() => true, (play) => play.begin('unload', () => play.stage.door.request(Unload, { name: 'cell' }), ['PROVIDER_BUSY'])),
  'an operator unloads it by force': act(() => true, force),
  'an operator disables it': act(({ isEnabled }) => isEnabled, (play) => enable(play, false)),
  'an operator enables it': once(({ isEnabled, isClosed }) => !isEnabled && !isClosed, (play) => enable(play, true)),
  'its registration is changed': act(({ isRegistering, isSpoiled }) => !isRegistering && !isSpoiled, change),
  'its limits are changed': act(() => true, (play) => {
    play.room = play.room === 1 ? 2 : 1;
    return play.stage.setRoom(play.room);
  }),
  'it is unregistered': act(({ isRegistering }) => !isRegistering, unregister),
  'the system sends process # SIGTERM': ofCells(({ isActing, isTerminated }, { left, isClosed }) => left.acts > 0 && !isClosed && isActing && !isTerminated, (cell, play) => {
    play.left.acts -= 1;
    cell.isTerminated = true;
    play.stage.deeds.harm(cell.pid, 'terminated');
    process.kill(cell.pid, 'SIGTERM');
  }),
  'the host begins to stop': once(({ left, stopping, isRegistering }) => left.stops > 0 && stopping === 0 && !isRegistering, (play) => {
    play.left.stops -= 1;
    stop(play, 1);
  }),
  'half of the time to stop is over': once(({ stopping, isStopped }) => stopping === 1 && !isStopped, (play) => {
    play.stopping = 2;
    return play.advance(STOP_MS / 2);
  }),
  'the host is told to stop at once': once(({ stopping, isStopped }) => (stopping === 1 || stopping === 2) && !isStopped, (play) => stop(play, 3, 0)),
  'a tick passes': once(() => true, pass),
};
