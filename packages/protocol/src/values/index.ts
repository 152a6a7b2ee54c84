export { authorFormOf } from './author-form.js';
export type { Convert } from './convert.js';
export { wireFormOf } from './wire-form.js';
