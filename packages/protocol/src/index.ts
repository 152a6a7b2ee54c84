export * from './version.js';
export * from './errors/index.js';
export * from './schema/index.js';
export * from './values/index.js';
export * from './text/index.js';
export * from './messages/index.js';
export * from './door.js';
export * from './shapes.js';
