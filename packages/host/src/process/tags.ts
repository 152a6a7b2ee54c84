/** What all that an activation starts carries in its environment, and who carries it. The tag is a name and no secret. Ending whoever does is left to end-tree.ts. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { ACTIVATION_TAG_VARIABLE } from '@provost/protocol';

/** How many processes are read in one turn of the event loop: some three milliseconds' worth. */
const PROCESSES_AT_ONCE = 256;

const VARIABLE = /* @__PURE__ */ new RegExp(String.raw`(?:^|\0)${ACTIVATION_TAG_VARIABLE}=([^\0]*)`);

/** The tag of all that was started under that name. The name is one of a kind on its state directory only; a tag has to be on the machine. */
export function tagOf(startedAs: string, stateDirectory: string): string {
  return `${startedAs}${endingOf(stateDirectory)}`;
}

/** The names that processes of that state directory were started under, as far as any of them or of what they have started runs. One in the middle of beginning another program may be missed. */
export async function taggedNames(stateDirectory: string): Promise<Set<string>> {
  const ending = endingOf(stateDirectory);
  const names = new Set<string>();
  let count = 0;
  for (const pid of processes()) {
    if ((count += 1) % PROCESSES_AT_ONCE === 0) await new Promise((next) => setImmediate(next));
    const tag = carriedBy(pid);
    if (tag?.endsWith(ending) === true) names.add(tag.slice(0, -ending.length));
  }
  return names;
}

function endingOf(stateDirectory: string): string {
  return `.${createHash('sha256').update(resolve(stateDirectory)).digest('hex').slice(0, 16)}`;
}

function processes(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name));
  } catch {
    return []; // There is no proc file system: nobody can be found by a tag.
  }
}

function carriedBy(pid: string): string | undefined {
  try {
    return VARIABLE.exec(readFileSync(`/proc/${pid}/environ`, 'latin1'))?.[1];
  } catch {
    return undefined; // It has ended, or is another user's.
  }
}
