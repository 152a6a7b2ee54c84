/** Attaching in one import: what `attach` of the package itself loads when it is called, so that a provider that a host starts does not load it. */
export { attach } from './attach/attach.js';
export type { AttachChange, AttachOptions, Attached } from './attach/attach-options.js';
