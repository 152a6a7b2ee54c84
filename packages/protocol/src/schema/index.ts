export * from './schema.js';
export { checkerOf } from './check.js';
export { FAULTS_AT_MOST, inWords, type Checker, type Fault } from './fault.js';
export { SCHEMA_LIMITS, schemaFaults } from './schema-faults.js';
export { descriptionFaults } from './description-faults.js';
export * from './event-class.js';
