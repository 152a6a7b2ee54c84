/** Puts the admission of loads together: from the settings and from how many processors there are. */
import { availableParallelism } from 'node:os';
import { Admission } from './activation/admission.js';
import type { Clock } from './clock.js';
import type { Settings } from './settings/settings.js';

/** Half of a load is waiting: for the disk, for the keeper, for the provider's own affairs. */
const LOADS_A_PROCESSOR = 2;
const AT_LEAST = 4;

export function admissionOf(settings: Settings, clock: Clock): Admission {
  const processors = availableParallelism();
  const admission = new Admission({
    clock,
    atOnce: () => settings.get('load-concurrency') || Math.max(AT_LEAST, LOADS_A_PROCESSOR * processors),
    limit: () => settings.get('load-queue'),
  });
  settings.onChange('load-concurrency', () => admission.review());
  return admission;
}
