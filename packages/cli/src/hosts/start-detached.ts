/** `provost up -d`: starts the host in a process of its own and returns once it is ready, or with the reason why it is not. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { connect } from '@provost/client';
import { formatDuration, isErrorOf, ProviderError, Status, type HostStatus } from '@provost/protocol';
import { ownProgram } from '../own-package.js';
import { ProgressLine } from '../output/progress-line.js';
import type { Invocation } from '../program/invocation.js';
import { Deadline } from './deadline.js';
import { lastLinesOf, openHostOutput, type HostOutput } from './host-output.js';
import { isProcessAlive } from './process-alive.js';
import { readReadiness, type Ready } from './ready-line.js';
import { silentHost } from './silent-host.js';
import { whenGone } from './when-gone.js';

const readyFd = 3;
/** How long a start may take unless --timeout says otherwise. */
const startMs = 30_000;
/** How long one that is not ready in time has to end by itself. */
const endMs = 2_000;
const lookEveryMs = 25;
/** How long one look for a host that answers may take. */
const connectMs = 5_000;

/**
 * Resolves once a host answers on the state directory, at once when one is up already. Rejects with why it did not start, or with OPERATION_TIMED_OUT
 * where who holds the directory does not answer in time.
 */
export async function startDetached(invocation: Invocation, state: string): Promise<void> {
  const deadline = new Deadline(invocation, startMs);
  const progress = new ProgressLine(invocation.output, 'up');
  try {
    const there = await runningOn(state, deadline);
    if (there?.stopping === false) return await tell(invocation, state, there, false);
    // One that is stopping still holds the directory; it is waited for as long as this start may take.
    if (there !== undefined) await whenGone({ state, pid: there.pid, embedded: there.embedded, signal: deadline.signal });
    await deadline.check(() => silentOrStopping(state, there, deadline));
    await tell(invocation, state, await start(invocation, state, deadline), true);
  } catch (error) {
    // Two at once: the other one was first, and then this is done already.
    const other = isErrorOf(error, 'STATE_IN_USE') ? await holderOf(state, error, deadline) : undefined;
    if (other === undefined) throw error;
    await tell(invocation, state, other, false);
  } finally {
    deadline.end();
    progress.end();
  }
}

async function tell(invocation: Invocation, state: string, { pid, repositoryFault }: Ready, started: boolean): Promise<void> {
  const { output } = invocation;
  const stopMs = invocation.number('stop-timeout');
  if (stopMs !== undefined && !started) output.warn(`--stop-timeout changes nothing: the host (pid ${pid}) was up already. Set it for this host: provost settings stop-timeout ${formatDuration(stopMs)}`);
  if (repositoryFault) output.warn(`${repositoryFault.damage} ${repositoryFault.remedy}`);
  if (!output.isTable && output.format !== 'name') return output.document({ started, pid, state });
  if (output.format === 'name') return output.name(state);
  output.say(started ? `The host is up on ${state} (pid ${pid}).` : `A host is up on ${state} already (pid ${pid}).`);
}

async function start(invocation: Invocation, state: string, deadline: Deadline): Promise<Ready> {
  const written = openHostOutput(state);
  const stopMs = invocation.number('stop-timeout');
  const words = ['up', '--state', state, '--ready-fd', String(readyFd), ...(stopMs === undefined ? [] : ['--stop-timeout', `${stopMs}ms`])];
  const child = spawn(process.execPath, [...process.execArgv, ownProgram(), ...words], {
    detached: true, cwd: '/', env: invocation.environment, stdio: ['ignore', written.fd, written.fd, 'pipe'],
  });
  if (typeof written.fd === 'number') closeSync(written.fd);
  const ready = await readiness(child, written, state, deadline);
  child.unref();
  return ready;
}

/** Settles with the first of: its line, its end, the deadline, an interruption. In the last two it is ended. */
async function readiness(child: ChildProcess, written: HostOutput, state: string, deadline: Deadline): Promise<Ready> {
  const { signal, limitMs } = deadline;
  const lines = createInterface({ input: child.stdio[readyFd] as Readable });
  try {
    return await new Promise((resolve, reject) => {
      lines.on('line', (line) => {
        const said = readReadiness(line);
        if (said !== undefined && 'pid' in said) resolve(said);
        else if (said !== undefined) reject(said.error);
      });
      child.on('error', (cause) => reject(notStarted(state, `cannot be run: ${cause.message}`, written)));
      child.on('exit', (code, name) => reject(notStarted(state, `ended with ${name ?? `exit code ${code}`} before it was ready`, written)));
      signal.addEventListener('abort', () => {
        reject(deadline.isOver ? notInTime(state, limitMs, written) : new ProviderError('OPERATION_CANCELLED', {}, { message: 'Interrupted before the host was ready.' }));
      }, { once: true });
    });
  } catch (error) {
    if (signal.aborted) await ended(child);
    throw error;
  } finally {
    lines.close();
    child.removeAllListeners();
  }
}

/** A host that is not ready serves nobody: it is asked to end, and soon made to. */
async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), endMs);
  await exit;
  clearTimeout(force);
}

function notStarted(state: string, how: string, written: HostOutput): ProviderError {
  return new ProviderError('FAILED', { lastLines: lastLinesOf(written) }, {
    message: `The host on ${state} ${how}.`,
    remedy: 'Run it in the foreground to see what happens: provost up',
  });
}

function notInTime(state: string, limitMs: number, written: HostOutput): ProviderError {
  return new ProviderError('OPERATION_TIMED_OUT', { lastLines: lastLinesOf(written) }, {
    message: `The host on ${state} was not ready within ${limitMs} ms; it was ended.`,
    remedy: 'Allow more time: provost up -d --timeout 2m',
  });
}

function silentOrStopping(state: string, stopping: HostStatus | undefined, { named }: Deadline): ProviderError | Promise<ProviderError> {
  if (stopping === undefined) return silentHost(state, named);
  const { pid } = stopping;
  return new ProviderError('OPERATION_TIMED_OUT', { pid }, {
    message: `The host on ${state} (pid ${pid}) is stopping, and was still there after ${named}; none was started.`,
    remedy: `Wait for it and try again, or end it by force: kill -9 ${pid}`,
  });
}

/**
 * The host that holds the directory, once it answers: it may be starting just now, and not have said its pid yet. Undefined when it has ended, or when
 * who listens on the socket is none.
 */
async function holderOf(state: string, { facts: { pid, path } }: ProviderError, deadline: Deadline): Promise<HostStatus | undefined> {
  if (path !== undefined) return undefined;
  for (;;) {
    const status = await runningOn(state, deadline);
    if (status !== undefined) return status;
    if (pid !== undefined && !isProcessAlive(pid)) return undefined;
    await pause(lookEveryMs, undefined, { signal: deadline.signal }).catch(() => undefined);
    await deadline.check(() => silentHost(state, deadline.named));
  }
}

async function runningOn(state: string, deadline: Deadline): Promise<HostStatus | undefined> {
  try {
    const { signal } = deadline;
    const client = await connect({ state, timeoutMs: deadline.leftMs(connectMs), reconnectMs: 0, signal });
    return await client.request(Status, {}, { signal }).finally(() => client.close());
  } catch {
    return undefined;
  }
}
