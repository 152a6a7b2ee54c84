/** Not pure: released, it stays as a client for a while. */
import { cellOf } from './cell-of.js';

export default cellOf({ name: 'stays', pure: false });
