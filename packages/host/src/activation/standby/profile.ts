/** What a standby was started with: it may become any provider that would be started with just the same, and no other. Nothing is started here. */
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { KeptRegistration } from '../../registration/kept-registration.js';
import type { Registration } from '../../registration/registration.js';

export interface StandbyProfile {
  /** The same only where a process started now would be the same: the files, by number, size and times, and the environment are in it. */
  readonly key: string;
  readonly node: string;
  readonly runtime: string;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * The profile of the standbys that may become that provider. Undefined where none may: it is no file for Node, it has an environment of its own, or its
 * runtime cannot be read. `environment` is what a provider has that names nothing. Costs some stats of files.
 */
export function profileOf(registration: Pick<Registration, 'target' | 'node' | 'environment'>, environment: Readonly<Record<string, string>>): StandbyProfile | undefined {
  const { target, node } = registration;
  if (target.kind !== 'node' || Object.keys(registration.environment).length > 0) return undefined;
  const stamps = stampsOf(node, target.runtime);
  if (stamps === undefined) return undefined;
  const variables = Object.entries(environment).sort(([one], [other]) => (one < other ? -1 : 1));
  return { key: JSON.stringify([node, target.runtime, stamps, variables]), node, runtime: target.runtime, environment };
}

/** Whether the standbys of a profile may still become a provider of that registration, as far as it can be told without looking at files. */
export function isOfProfile(registration: Registration, profile: StandbyProfile): boolean {
  if (registration instanceof KeptRegistration) {
    const { node, runtime, hasEnvironment } = registration.traits;
    return runtime === profile.runtime && node === profile.node && !hasEnvironment;
  }
  const { target, node, environment } = registration;
  return target.kind === 'node' && target.runtime === profile.runtime && node === profile.node && Object.keys(environment).length === 0;
}

/** Of Node, and of all that lies beside the runtime: what a process has loaded stays as it was when the files change. */
function stampsOf(node: string, runtime: string): readonly string[] | undefined {
  try {
    const folder = dirname(runtime);
    return [node, ...readdirSync(folder).sort().map((name) => join(folder, name))].map((path) => {
      const { ino, size, mtimeMs, ctimeMs } = statSync(path);
      return `${ino} ${size} ${mtimeMs} ${ctimeMs}`;
    });
  } catch {
    return undefined; // A start will say what is missing.
  }
}
