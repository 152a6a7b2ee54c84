/** Refuses to be unloaded for a moment after each request. */
import { serveThings } from './serve-things.js';

export default serveThings('warm', 'Warm', {
  load(context) {
    context.keepWarm('50ms');
    return {};
  },
});
