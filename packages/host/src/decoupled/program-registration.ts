/** The registration of a program that attaches itself: in memory, for as long as it is attached, and made of what it says and what the system says of its process. */
import { readFileSync, readlinkSync } from 'node:fs';
import { descriptionFaults, type ProviderDescription } from '@provost/protocol';
import type { Registration } from '../registration/registration.js';

/** What is wrong with what a program says that it serves; one clause each. */
export function programFaults(description: unknown, name: string): string[] {
  const faults = descriptionFaults(description);
  if (faults.length > 0) return faults;
  const { name: said, classes, store } = description as ProviderDescription;
  return [
    ...(said === name ? [] : [`its hello named it "${name}", its description "${said}"`]),
    ...classes.filter(({ keptBy }) => keptBy === 'push').map((one) => `it pushes ${one.name}, and the host keeps no instances for a program that attaches itself: serve the class, and answer for them`),
    ...(store === true ? ['it says store: true, and the host keeps no store for a program that attaches itself'] : []),
  ];
}

/** The registration of one that may attach. */
export function programRegistration(description: ProviderDescription, of: { readonly pid: number; readonly enabled: boolean; readonly registeredAt: Date }): Registration {
  const root = linkOf(`/proc/${of.pid}/cwd`);
  return {
    name: description.name,
    description,
    decoupled: { pid: of.pid },
    path: root,
    target: { kind: 'command', command: commandOf(of.pid), root },
    node: '',
    link: false,
    enabled: of.enabled,
    config: {},
    environment: {},
    credentials: {},
    filesHash: '',
    registeredAt: of.registeredAt.toISOString(),
  };
}

function commandOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
  } catch {
    return []; // It has ended meanwhile.
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
