// never-is-ready.js: does not say that it has begun, and ignores that it is to end.
import { rawEvents } from './raw-events.js';

await rawEvents(() => new Promise(() => {}));
