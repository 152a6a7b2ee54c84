export { Client, connect, type ConnectOptions } from './connect.js';
export { HostClient, clientOf } from './client.js';
export { ProviderError, isErrorOf, isProviderError, type StreamOptions } from '@provost/protocol';
export { stateDirectory } from '@provost/protocol/node';
