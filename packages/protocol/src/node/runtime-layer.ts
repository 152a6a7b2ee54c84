/**
 * What vscode-jsonrpc asks of its runtime while it takes a message from us. Its queue hands on one message for each
 * `setImmediate`; ours calls back at once, so that a message is handled before the next one is looked at.
 */
import { RAL, type DataCallback, type Message } from 'vscode-jsonrpc';

const SILENT = { info: ignore, log: ignore, warn: ignore, error: ignore };

function ignore(): void { /* What goes wrong ends the connection, with a reason; nothing is printed. */ }

/** The layer of somebody else in this process, who uses the same copy of the library. */
let theirs: RAL | undefined;

const ours = {
  console: SILENT,
  timer: {
    setImmediate(act: () => void): undefined {
      giveBack();
      act();
      return undefined;
    },
  },
} as unknown as RAL;

/**
 * Gives a message to the library, which has called the handler when this returns. The layer is one for the whole process, so ours
 * is in place only until the library has asked for it: whoever else uses the library keeps theirs, also in the handler.
 */
export function dispatchAtOnce(take: DataCallback, message: Message): void {
  theirs = installed();
  RAL.install(ours);
  try {
    take(message);
  } finally {
    giveBack();
  }
}

function installed(): RAL | undefined {
  try {
    return RAL();
  } catch {
    // None is. From now on ours is, so this happens once.
    return undefined;
  }
}

function giveBack(): void {
  if (theirs !== undefined) RAL.install(theirs);
  theirs = undefined;
}
