/** Does what it is asked. */
import { cellOf } from './cell-of.js';

export default cellOf({ name: 'plain' });
