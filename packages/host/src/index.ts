export { ProviderHost, type ProviderHostOptions } from './provider-host.js';
export { hostHolding, inspectState } from './inspect-state.js';
export { backupRepositoryOf, inspectRepositoryOf, restoreRepositoryOf } from './restore-repository.js';
export { probeMachine } from './process/probes.js';
export type { StopOptions } from './stop-options.js';
export { HOST_VERSION } from './version.js';
export type { Clock, Timer } from './clock.js';
export { mayReap } from './lifecycle/clear-after.js';
export type { ActivationState } from './lifecycle/activation-state.js';
