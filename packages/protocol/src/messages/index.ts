export * from './message.js';
export * from './hello.js';
export * from './provider-messages.js';
export * from './keeper-messages.js';
export type * from './call-options.js';
export * from './client-messages.js';
export * from './object-messages.js';
export * from './cache-messages.js';
export * from './storage-messages.js';
