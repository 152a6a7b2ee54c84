/** The error for a state directory on whose socket somebody accepts and nobody answers: a host that is stopped or hangs, or no host at all. */
import { readFileSync } from 'node:fs';
import { ProviderError } from '@provost/protocol';
import { socketPathOf } from '@provost/protocol/node';

/** Names the process that holds the directory, where one does, and what ends or continues it. `within` is the limit that it did not answer in. Never rejects. */
export async function silentHost(state: string, within: string, cause?: unknown): Promise<ProviderError> {
  const { hostHolding } = await import('@provost/host');
  const pid = hostHolding(state);
  if (pid === undefined) {
    const socket = socketPathOf(state);
    return new ProviderError('OPERATION_TIMED_OUT', { state, socket }, {
      message: `Whatever listens at ${socket} did not answer within ${within}, and no process is seen to hold ${state}.`,
      remedy: `See who it is, and end it: lsof ${socket}. Or choose another directory: --state DIR.`,
      cause,
    });
  }
  const isStopped = stateOf(pid) === 'T';
  const end = `kill -9 ${pid}; the next host adopts its providers: provost up -d.`;
  return new ProviderError('OPERATION_TIMED_OUT', { state, pid }, {
    message: `The host (pid ${pid}) that holds ${state} ${isStopped ? 'is stopped (SIGSTOP), and ' : ''}did not answer within ${within}.`,
    remedy: isStopped ? `Let it go on: kill -CONT ${pid}. Or end it: ${end}` : `If it is not just starting or stopping, end it: kill ${pid}; where that does not help, ${end}`,
    cause,
  });
}

function stateOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat[stat.lastIndexOf(')') + 2];
  } catch {
    return undefined;
  }
}
