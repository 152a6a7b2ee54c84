/** Waits for a keeper that was just started to call its host. */
import type { ChildProcess } from 'node:child_process';
import { ProviderError, isProviderError, type ErrorFacts } from '@provost/protocol';
import type { Clock } from '../clock.js';
import { MORE_DESCRIPTORS, isOutOfDescriptors } from '../process/descriptors.js';

/** How long a keeper may take from its start to its hello. */
export const KEEPER_START_TIMEOUT_MS = 10_000;

/** Resolves when `called` does; rejects with KEEPER_LOST when the process cannot be started, ends, or is silent past the limit. */
export async function awaitFirstCall(child: ChildProcess, called: Promise<void>, clock: Clock, timeoutMs: number): Promise<void> {
  let timer: { cancel(): void } | undefined;
  const failed = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(ended(child, `${signal === null ? `exited with code ${code}` : `was ended by ${signal}`} before it called the host`, signal === null ? {} : { signal })));
    timer = clock.after(timeoutMs, () => reject(ended(child, `did not call the host within ${timeoutMs} ms; it is killed`)));
  });
  try {
    await Promise.race([called, failed]);
  } finally {
    timer?.cancel();
    failed.catch(() => undefined);
  }
}

/** The KEEPER_LOST for whatever kept a keeper from being started. */
export function keeperFailure(cause: unknown, log: string): ProviderError {
  const sentence = isProviderError(cause) ? cause.sentence : `The keeper could not be started: ${(cause as Error).message}.`;
  return new ProviderError('KEEPER_LOST', isProviderError(cause) ? cause.facts : {}, {
    message: sentence,
    remedy: isOutOfDescriptors(sentence) ? MORE_DESCRIPTORS : `See its log, ${log}, for why; then ask again: the host starts another keeper.`,
    cause,
  });
}

function ended(child: ChildProcess, how: string, facts: ErrorFacts = {}): ProviderError {
  return new ProviderError('KEEPER_LOST', { keeperPid: child.pid, ...facts }, { message: `The keeper (pid ${child.pid}) ${how}.` });
}
