// ends-its-events.js: answers a subscription that nobody has cancelled.
import { raise, rawEvents } from './raw-events.js';

await rawEvents((params, peer) => {
  raise(peer, params, [{ __CLASS: 'Alarm', hour: 1 }]);
  return { count: 1 };
});
