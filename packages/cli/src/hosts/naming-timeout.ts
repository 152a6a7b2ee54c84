/** Makes an error that a deadline caused name the limit that the person set: `--timeout 2s`. The host knows the number alone. */
import { formatDuration, isErrorOf, ProviderError } from '@provost/protocol';

/** How the sentences of host, client and connection call the limit. */
const itsNames = /\(operation timeout\)|\(timeoutMs\)/;

/** The error as it was where the limit it speaks of is not the one of `--timeout`: a setting of the host, or a step's own. */
export function namingTimeout(error: unknown, timeoutMs: number | undefined): unknown {
  if (timeoutMs === undefined || !isErrorOf(error, 'OPERATION_TIMED_OUT') || error.facts['timeoutMs'] !== timeoutMs) return error;
  const option = `--timeout ${formatDuration(timeoutMs)}`;
  const { code, facts, sentence, remedy } = error;
  const named = itsNames.test(sentence) ? sentence.replace(itsNames, `(${option})`) : sentence.replace(` ${timeoutMs} ms`, ` ${timeoutMs} ms (${option})`);
  return new ProviderError(code, facts, { message: named, remedy, cause: error });
}
