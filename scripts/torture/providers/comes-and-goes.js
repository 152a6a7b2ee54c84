/** Registered and taken away again, over and over. */
import { cellOf } from './cell-of.js';

export default cellOf({ name: 'comes-and-goes', loadMs: 30 });
