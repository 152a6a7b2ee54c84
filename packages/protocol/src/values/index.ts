export { authorFormOf } from './author-form.js';
export type { Convert } from './convert.js';
export { keyCheckOf, type KeyCheck } from './key-faults.js';
export { STORED_KEY, nameOfStored, type NamedClass } from './stored-name.js';
export { wireFormOf } from './wire-form.js';
