export { CONNECTION_LIMITS, type ConnectionLimits } from './connection-limits.js';
export { openConnection, type Connection, type ConnectionOptions, type IncomingRequest, type PendingRequest } from './connection.js';
export { systemClock, type ClockTimer, type ConnectionClock } from './clock.js';
export { dial, sayHello, type DialOptions } from './dial.js';
export { connectLending } from './lent-reading.js';
export { ROW_DEPTH, densePacking, packJson, type RowPacking } from './rows/row-packing.js';
export { readFrameHeader, type FrameHeader } from './frame-header.js';
export { socketPathOf } from './socket-path.js';
export { stateDirectory } from './state-directory.js';
