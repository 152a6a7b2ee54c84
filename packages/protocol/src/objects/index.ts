export { Batches, CREDIT_WINDOW } from './batches.js';
export { cancelledBy, eitherOf, onAbort, untilAborted } from './cancellation.js';
export { ConnectionDoor, type DoorConnection } from './connection-door.js';
export { HostObjects, type StreamOptions } from './host-objects.js';
export { KnownClass, type KnownMethod } from './known-class.js';
export { KnownClasses } from './known-classes.js';
export { takesOperation } from './operations.js';
export { toldOptions } from './told-options.js';
export { objectsOver } from './typed-objects.js';
