/** The next may start while the last still lets go. */
import { cellOf } from './cell-of.js';

export default cellOf({ name: 'overlaps', overlap: true, releaseMs: 150 });
