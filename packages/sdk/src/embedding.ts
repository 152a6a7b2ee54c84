/** What runs a provider without a process of its own: for tests, and for those who build a runtime. Authors need none of it. */
export { ProviderRunner, type RunnerEnd, type RunnerOptions } from './runner/provider-runner.js';
export { systemClock, type Clock } from './runner/clock.js';
export { definitionOf, type ProviderDefinition, type ServedProvider } from './define/provider.js';
export { describe } from './define/description.js';
