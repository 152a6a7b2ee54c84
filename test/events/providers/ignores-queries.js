// ignores-queries.js: does not answer when others watch than before.
import { raise, rawEvents, untilCancelled } from './raw-events.js';

await rawEvents((params, peer, id) => {
  raise(peer, params, [{ __CLASS: 'Alarm', hour: 1 }]);
  return untilCancelled(id);
}, { 'provider/queries': () => new Promise(() => {}) });
