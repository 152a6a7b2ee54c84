/** Takes its time to load. */
import { cellOf } from './cell-of.js';

export default cellOf({ name: 'loads-slowly', loadMs: 150 });
