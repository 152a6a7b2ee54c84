/** Starts a keeper's process. Waiting for its call, and everything after, is left to keeper-link.ts. */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Socket } from 'node:net';
import { BOOTSTRAP_FD_VARIABLE, type Bootstrap } from '@provost/protocol';
import { inheritedEnvironment } from '../process/environment.js';
import { keeperLogPath } from './keeper-log.js';

export interface KeeperStart {
  readonly program: string;
  readonly bootstrap: Bootstrap;
  readonly stateDirectory: string;
  readonly version: string;
}

/**
 * The process, in a session of its own so that a terminal's signals do not reach it. It may still fail to start: then it has no pid and emits 'error'.
 * Throws what the system says when there can be no log or no process.
 */
export function startKeeper(start: KeeperStart): ChildProcess {
  const logs = dirname(keeperLogPath(start.stateDirectory));
  mkdirSync(logs, { recursive: true, mode: 0o700 });
  // What Node itself says of a fatal end goes to the keeper's log directly: the keeper can log it no more.
  const stderr = openSync(keeperLogPath(start.stateDirectory), 'a', 0o600);
  try {
    const child = spawn(process.execPath, [start.program, logs, start.version], {
      detached: true,
      stdio: ['ignore', 'ignore', stderr, 'pipe'],
      env: { ...inheritedEnvironment(), [BOOTSTRAP_FD_VARIABLE]: '3' },
      cwd: '/',
    });
    child.on('error', () => {}); // Told to whoever waits for its call.
    // Without descriptors Node makes no pipes at all, whatever its types say.
    const bootstrap = (child.stdio as ChildProcess['stdio'] | undefined)?.[3] as Socket | undefined;
    // Its exit, or its silence, tells more than a broken pipe does.
    bootstrap?.on('error', () => {});
    bootstrap?.end(`${JSON.stringify(start.bootstrap)}\n`);
    // A host that has left its keeper to itself must not wait for its end.
    child.unref();
    bootstrap?.unref();
    return child;
  } finally {
    closeSync(stderr);
  }
}
