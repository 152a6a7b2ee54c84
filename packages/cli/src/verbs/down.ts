/** `provost down`: asks the host to stop and waits until it is gone. */
import { isErrorOf, isProviderError, ProviderError, Status, Stop, type HostStatus } from '@provost/protocol';
import type { RunVerb } from '../catalog/verb.js';
import { UsageError } from '../errors/usage-error.js';
import { Deadline } from '../hosts/deadline.js';
import { whenGone } from '../hosts/when-gone.js';
import { ProgressLine } from '../output/progress-line.js';
import type { Invocation } from '../program/invocation.js';

/** How long an orderly stop takes at most unless a setting says otherwise, and what is allowed beyond it. */
const stopMs = 15_000;
const beyondMs = 15_000;

export const run: RunVerb = async (invocation) => {
  const { output } = invocation;
  if (invocation.flag('leave') && invocation.flag('force')) {
    throw new UsageError('"down" takes --leave or --force, not both.', 'The one leaves the providers alone, the other ends them: provost down --leave');
  }
  const state = await invocation.state();
  const host = await stopBegun(invocation);
  if (host === undefined) {
    output.say(`No host is up on ${state}; that is done already.`);
    return output.isTable ? undefined : output.document({ stopped: false, pid: null, state });
  }
  await invocation.close();
  const progress = new ProgressLine(output, 'down');
  const waitMs = (invocation.timeoutMs ?? stopMs) + beyondMs;
  const deadline = new Deadline({ signal: invocation.signal, timeoutMs: undefined }, waitMs);
  const isGone = await whenGone({ state, pid: host.pid, embedded: host.embedded, signal: deadline.signal }).finally(() => {
    deadline.end();
    progress.end();
  });
  if (!isGone) throw notWaitedFor(invocation, host, waitMs);
  output.say(`The host on ${state} (pid ${host.pid}) has stopped.`);
  return output.isTable ? undefined : output.document({ stopped: true, pid: host.pid, state });
};

/** The host whose stop has begun, or undefined when none is up. */
async function stopBegun(invocation: Invocation): Promise<HostStatus | undefined> {
  let status: HostStatus | undefined;
  try {
    const host = await invocation.host();
    status = await host.ask(Status, {});
    const how = { ...(invocation.flag('force') ? { force: true } : {}), ...(invocation.flag('leave') ? { leave: true } : {}) };
    await host.ask(Stop, { ...invocation.deadline, ...how });
  } catch (error) {
    if (isErrorOf(error, 'HOST_NOT_RUNNING')) return undefined;
    // A host that is stopping already says so, or closes before it answers: what was asked for comes about.
    const isStopping = isProviderError(error) && ['SERVER_IS_SHUTTING_DOWN', 'CONNECTION_CLOSED', 'HOST_LOST'].includes(error.code);
    if (!isStopping || status === undefined) throw error;
  }
  return status;
}

function notWaitedFor(invocation: Invocation, { pid, state }: HostStatus, waitMs: number): ProviderError {
  if (invocation.signal.aborted) {
    return new ProviderError('OPERATION_CANCELLED', { pid, mayHaveRun: true }, {
      message: `The host on ${state} (pid ${pid}) goes on stopping; it was not waited for.`, remedy: 'See how far it is: provost status.',
    });
  }
  return new ProviderError('OPERATION_TIMED_OUT', { pid }, {
    message: `The host on ${state} (pid ${pid}) was told to stop and is still there after ${waitMs} ms.`,
    remedy: `End it by force: kill -9 ${pid}`,
  });
}
