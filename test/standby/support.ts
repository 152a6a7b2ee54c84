/** A host with the mirror registered, and its standbys. */
import { Logs, Status, type LogLine } from '@provost/protocol';
import { fileURLToPath } from 'node:url';
import { isGone } from '../support/pid-is-gone.js';
import { startHost, type TestHost } from '../support/start-host.js';

export const MIRROR = fileURLToPath(new URL('../../standby/providers/mirror.js', import.meta.url));

/** A host that knows the mirror and has loaded nothing. */
export async function startMirror(settings: Record<string, string> = {}): Promise<TestHost> {
  const host = await startHost(settings);
  await host.register(MIRROR);
  return host;
}

/** The pids of the standbys, once so many of them wait. */
export async function standbysOf(host: TestHost, count = 1): Promise<number[]> {
  for (;;) {
    const { standbys } = await host.door.request(Status, {});
    if (standbys.length === count) return standbys.map(({ pid }) => pid);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Calls a method of the mirror. */
export function ask(host: TestHost, method: string, args: Record<string, unknown> = {}): Promise<unknown> {
  return host.call('root/mirror:Mirror', method, args);
}

/** What stands in the log of a provider, each line with its generation and stream. */
export async function logOf(host: TestHost, name: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const rows of host.door.stream(Logs, { name })) for (const { generation, stream, text } of rows as unknown as LogLine[]) lines.push(`${generation} ${stream} ${text}`);
  return lines;
}

/** The first line of that log that fits; waits for it. */
export async function lineOf(host: TestHost, name: string, pattern: RegExp): Promise<string> {
  for await (const rows of host.door.stream(Logs, { name, follow: true })) {
    const found = (rows as unknown as LogLine[]).find(({ text }) => pattern.test(text));
    if (found !== undefined) return found.text;
  }
  throw new Error('the host stopped before that was written');
}

/** Settles when that process runs no more. */
export async function gone(pid: number): Promise<void> {
  while (!(await isGone(pid))) await new Promise((resolve) => setImmediate(resolve));
}
