import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { HostStandIn, State } from './host-stand-in.js';

let state: State;
let host: HostStandIn;
beforeEach(async () => {
  state = new State();
  host = await HostStandIn.start(state);
});
afterEach(async () => {
  await host.stop();
  state.clear();
});

test('an exit is told with its code and the last lines', async () => {
  const process_ = await host.spawn('exits-with-3');
  expect(await process_.exit).toEqual({ code: 3, signal: null, lastLines: ['one', 'two'] });
});

test('a process that is ended is told with its signal', async () => {
  const process_ = await host.spawn('lives');
  const report = await process_.end(2000);
  expect(await process_.exit).toMatchObject({ code: null, signal: 'SIGTERM' });
  expect(report.survivors).toEqual([]);
});
