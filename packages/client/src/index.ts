export { Client, connect, type ConnectOptions } from './connect.js';
export { HostClient, clientOf, type StreamOptions } from './client.js';
export { stateDirectory } from './state-directory.js';
