/** Which state directory is meant when none is named. Making and claiming it is left to the host. */
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/** `PROVOST_STATE`, else `$XDG_STATE_HOME/provost` where that is absolute (the XDG rule), else `~/.local/state/provost`. Absolute; it need not exist. */
export function stateDirectory(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  const { PROVOST_STATE: named, XDG_STATE_HOME: stateHome, HOME: home } = environment;
  if (named !== undefined && named !== '') return resolve(named);
  if (stateHome !== undefined && isAbsolute(stateHome)) return join(stateHome, 'provost');
  return join(home !== undefined && isAbsolute(home) ? home : homedir(), '.local', 'state', 'provost');
}
