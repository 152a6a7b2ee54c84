/** `provost up`: the host in this process, or with -d in one of its own. */
import { Events, type Door, type HostEvent } from '@provost/protocol';
import type { RunVerb } from '../catalog/verb.js';
import { forgetHost, rememberHost } from '../hosts/known-hosts.js';
import { ownProcess } from '../hosts/own-process.js';
import { tellReady } from '../hosts/ready-line.js';
import { eventLine } from '../output/event-line.js';
import type { Invocation } from '../program/invocation.js';

export const run: RunVerb = async (invocation) => {
  const state = await invocation.state();
  if (invocation.flag('detach')) {
    const { startDetached } = await import('../hosts/start-detached.js');
    return startDetached(invocation, state);
  }
  const readyFd = invocation.number('ready-fd');
  try {
    return await runHost(invocation, state, readyFd);
  } catch (error) {
    tellReady(readyFd, { error });
    throw error;
  }
};

async function runHost(invocation: Invocation, state: string, readyFd: number | undefined): Promise<number> {
  const { output, environment, interrupted } = invocation;
  ownProcess();
  const { ProviderHost } = await import('@provost/host');
  const stopMs = invocation.number('stop-timeout');
  const host = new ProviderHost({ state, daemon: true, evenDamaged: true, ...(stopMs === undefined ? {} : { settings: { 'stop-timeout': `${stopMs}ms` } }) });
  await host.start();
  await rememberHost(state, environment);
  const fault = host.repositoryFault;
  tellReady(readyFd, { pid: process.pid, ...(fault === undefined ? {} : { repositoryFault: { damage: fault.sentence, remedy: fault.remedy } }) });
  if (fault !== undefined) output.warn(`${fault.sentence} ${fault.remedy}`);
  // In the background nobody reads along; the host's own log has it all.
  const following = readyFd === undefined && fault === undefined ? follow(invocation, host.door(), state) : Promise.resolve();
  const stop = (): void => {
    output.say('Stopping: the providers are asked to let go. Ctrl-C again ends at once.');
    invocation.onSecondInterrupt(() => {
      output.say('Ending at once.');
      void host.stop({ timeoutMs: 0 });
    });
    void host.stop();
  };
  if (interrupted.aborted) stop();
  else interrupted.addEventListener('abort', stop, { once: true });
  await host.stopped;
  await following;
  await forgetHost(state, environment);
  output.say('The host has stopped.');
  return 0;
}

/** Shows events as they happen, until the host stops or nobody reads them any more. Never rejects: the host runs on without a reader. */
async function follow(invocation: Invocation, door: Door, state: string): Promise<void> {
  const { output } = invocation;
  output.say(`The host is up on ${state} (pid ${process.pid}). Ctrl-C stops it.`);
  output.say('Register a provider from another terminal: provost register PATH');
  try {
    for await (const batch of door.stream(Events, { follow: true, tail: 1 }, { signal: output.readerGone })) {
      const events = batch as unknown as readonly HostEvent[];
      if (output.isTable) await output.write(events.map((event) => `${eventLine(event, output.dataPaint, output.format === 'wide')}\n`).join(''));
      else await output.documents(events);
    }
  } catch (error) {
    if (!output.readerGone.aborted && !invocation.interrupted.aborted) output.warn(`Events are not shown any more: ${(error as Error).message}`);
  }
}
