// The same, and pure.
export { pure as default } from './lingers.js';
