/** The environment of a provider: a short list of the host's own, and what its registration names. */
import { excerpt, isPrototypeName } from '@provost/protocol';
import { inheritedEnvironment } from '../process/environment.js';

/** Names that change how a process runs before its program does. */
const REFUSED = /^(NODE_|LD_|DYLD_|PROVOST_)/;
const VALID = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;

/** The whole environment of a provider. */
export function environmentOf(named: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return { ...inheritedEnvironment(), ...named };
}

/** What is wrong with the environment that a registration asks for; one sentence each. */
export function environmentFaults(named: Readonly<Record<string, string>>): string[] {
  return Object.entries(named).flatMap(([name, value]) => {
    if (!VALID.test(name) || isPrototypeName(name)) return [`"${excerpt(name, 64)}" cannot be the name of an environment variable`];
    if (REFUSED.test(name)) return [`the environment variable ${name} is refused: it would change what runs before the provider does`];
    return typeof value !== 'string' || value.includes('\0') ? [`the environment variable ${name} must be a text without NUL`] : [];
  });
}
