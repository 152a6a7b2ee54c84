/** Not pure: released, its process goes on as a client for a moment, and a request meanwhile makes a provider of it again. */
import { serveThings } from './serve-things.js';

export default serveThings('stays', 'Stays', {
  pure: false,
  load(context) {
    context.defer(() => void setTimeout(() => {}, 200));
    return {};
  },
});
