/** Takes its time to load, to answer and to let go. */
import { setTimeout as pass } from 'node:timers/promises';
import { serveThings } from './serve-things.js';

export default serveThings('slow', 'Slow', {
  answerMs: 20,
  async load(context) {
    await pass(30);
    context.defer(() => pass(20));
    return {};
  },
});
