// overdraws-events.js: raises more batches than it was granted.
import { raise, rawEvents, untilCancelled } from './raw-events.js';

await rawEvents((params, peer, id) => {
  raise(peer, params, ...Array.from({ length: 20 }, () => Array.from({ length: 256 }, (_, hour) => ({ __CLASS: 'Alarm', hour }))));
  return untilCancelled(id);
});
