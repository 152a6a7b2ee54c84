/**
 * What each kind of step of the checker is in the real world, by its name there. What comes by itself there comes by itself here: such a step lets
 * the system go on until something is seen. In which order two messages that are in flight arrive, when a sweep gets its turn and how an exit and the
 * end of a channel meet is then the system's choice, and not the schedule's.
 */
import type { Step } from '../play.js';
import { ADOPTION } from './adoption.js';
import { CALLERS } from './callers.js';
import { FAULTS } from './faults.js';
import { OPERATORS } from './operators.js';
import { PROVIDER } from './provider.js';
import { SYSTEM } from './system.js';

/** By the name of the kind; of what is not done here it says why. */
export const STEPS: Readonly<Record<string, Step | string>> = { ...CALLERS, ...SYSTEM, ...PROVIDER, ...FAULTS, ...OPERATORS, ...ADOPTION };
