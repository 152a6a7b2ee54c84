/** Starts a process in a session of its own, and leaves it behind. */
import { cellOf } from './cell-of.js';

export default cellOf({ name: 'forks', forks: true });
