/** Whether other users of the machine could change what a provider runs. Who may talk to the host is the server's affair. */
import { lstatSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';

const OTHERS_WRITE = 0o002;
const GROUP_WRITES = 0o020;
const STICKY = 0o1000;

/** The user that looks, as it decides what is another's. */
export interface User {
  readonly uid: number;
  readonly gid: number;
}

const thisUser = (): User => ({ uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0 });

/**
 * What lets other users change a real path: the first of it and the folders above it that they may write to or that is theirs, as a
 * sentence, or nothing. The group of this user is not taken for others, since many systems give each user one; nor, under root, is the owner,
 * since in a container the files are often those of the user outside. A folder such as /tmp, where only owners may rename, is none.
 */
export function exposureOf(path: string, user: User = thisUser()): string | undefined {
  for (let at = path; ; at = dirname(at)) {
    const reason = reasonOf(lstatSync(at), user);
    if (reason !== undefined) return at === path ? `${at} is a file that ${reason}` : `${path} lies in ${at}, which ${reason}`;
    if (at === dirname(at)) return undefined;
  }
}

function reasonOf({ mode, uid, gid }: Stats, user: User): string | undefined {
  const shown = (mode & 0o7777).toString(8).padStart(4, '0');
  const isGuarded = (mode & 0o170000) === 0o040000 && (mode & STICKY) !== 0;
  if (uid !== 0 && uid !== user.uid && user.uid !== 0) return `belongs to another user (${uid})`;
  if (isGuarded) return undefined;
  if ((mode & OTHERS_WRITE) !== 0) return `every user may write to (mode ${shown}; chmod o-w)`;
  if ((mode & GROUP_WRITES) !== 0 && gid !== user.gid) return `the group ${gid} may write to (mode ${shown}; chmod g-w)`;
  return undefined;
}
