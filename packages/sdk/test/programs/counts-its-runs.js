// How often it was run in this process.
globalThis.runs = (globalThis.runs ?? 0) + 1;

export const { runs } = globalThis;
