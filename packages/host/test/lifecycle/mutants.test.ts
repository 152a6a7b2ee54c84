/** That the checker notices: each rule of the lifecycle and of what surrounds it is taken away in turn, and a promise has to break. */
import { describe, expect, test } from '@jest/globals';
import { CONFIGURATIONS } from './checker/configurations.js';
import { explore } from './checker/explore.js';
import { MUTANTS } from './checker/mutants.js';

describe('a lifecycle that', () => {
  test.each(MUTANTS)('$name breaks $breaks', ({ name, within, breaks, rules }) => {
    const { broken, states } = explore(CONFIGURATIONS[within], rules);
    process.stdout.write(`lifecycle, mutant: ${name}: ${broken === undefined ? 'SURVIVES' : `breaks ${broken.promise}`} after ${states.toLocaleString('en')} states (${within})\n`);
    expect(broken?.promise).toBe(breaks);
  }, 60_000);
});
