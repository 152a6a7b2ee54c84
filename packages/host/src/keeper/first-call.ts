/** Waits for a keeper that was just started to call its host. */
import type { ChildProcess } from 'node:child_process';
import { ProviderError } from '@provost/protocol';
import type { Clock } from '../clock.js';

/** How long a keeper may take from its start to its hello. */
export const KEEPER_START_TIMEOUT_MS = 10_000;

/**
 * Resolves when `called` does; rejects with KEEPER_LOST when the process cannot be started, ends, or is silent past the limit.
 * A keeper that failed is killed.
 */
export async function awaitFirstCall(child: ChildProcess, called: Promise<void>, clock: Clock, timeoutMs: number): Promise<void> {
  let timer: { cancel(): void } | undefined;
  const failed = new Promise<never>((_, reject) => {
    child.once('error', (cause) => reject(startFailure(child, `could not be started: ${cause.message}`, cause)));
    child.once('exit', (code, signal) => reject(startFailure(child, `${signal === null ? `exited with code ${code}` : `was ended by ${signal}`} before it called the host`)));
    timer = clock.after(timeoutMs, () => reject(startFailure(child, `did not call the host within ${timeoutMs} ms`)));
  });
  try {
    await Promise.race([called, failed]);
  } catch (error) {
    // Not reaped yet or gone already: a child's own handle cannot hit another process.
    child.kill('SIGKILL');
    throw error;
  } finally {
    timer?.cancel();
  }
}

function startFailure(child: ChildProcess, how: string, cause?: unknown): ProviderError {
  const who = child.pid === undefined ? 'The keeper' : `The keeper (pid ${child.pid})`;
  return new ProviderError('KEEPER_LOST', child.pid === undefined ? {} : { keeperPid: child.pid }, {
    message: `${who} ${how}.`,
    remedy: 'Ask again: the host starts another keeper. Its log says more: provost logs --host.',
    cause,
  });
}
