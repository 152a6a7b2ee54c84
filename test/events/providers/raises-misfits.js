// raises-misfits.js: raises an event that fits, and one one that does not, in the way that its argument says.
import { raise, rawEvents, untilCancelled } from './raw-events.js';

const sins = {
  type: { __CLASS: 'Alarm', hour: 'six' },
  class: { __CLASS: 'Alert', hour: 6 },
  nameless: { hour: 6 },
  instance: { __CLASS: '__InstanceCreationEvent', TargetInstance: { id: '1' } },
  bookmark: { __CLASS: 'Alarm', hour: 6, __BOOKMARK: 'x'.repeat(2_000) },
};

await rawEvents((params, peer, id) => {
  raise(peer, params, [{ __CLASS: 'Alarm', hour: 1 }, sins[process.argv[2]]]);
  return process.argv[3] === 'for-ever' ? new Promise(() => {}) : untilCancelled(id);
});
