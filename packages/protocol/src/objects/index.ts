export { HostObjects, type StreamOptions } from './host-objects.js';
export { KnownClass, type KnownMethod } from './known-class.js';
export { toldOptions } from './told-options.js';
export { objectsOver } from './typed-objects.js';
