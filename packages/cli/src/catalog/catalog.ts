/** Every verb of `provost`, in the order in which help lists them. */
import { HOST_VERBS } from './host-verbs.js';
import { LOOKING_VERBS } from './looking-verbs.js';
import { OBJECT_VERBS } from './object-verbs.js';
import { PROVIDER_VERBS } from './provider-verbs.js';
import { SHELL_VERBS } from './shell-verbs.js';
import type { Verb } from './verb.js';

export const VERBS: readonly Verb[] = [...HOST_VERBS, ...PROVIDER_VERBS, ...OBJECT_VERBS, ...LOOKING_VERBS, ...SHELL_VERBS];

/** The verb of that name, or undefined. */
export function verbNamed(name: string): Verb | undefined {
  return VERBS.find((verb) => verb.name === name);
}
