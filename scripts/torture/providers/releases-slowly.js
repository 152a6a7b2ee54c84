/** Takes its time to let go. */
import { cellOf } from './cell-of.js';

export default cellOf({ name: 'releases-slowly', releaseMs: 200 });
