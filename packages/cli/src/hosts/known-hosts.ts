/**
 * Which state directories this user has run a host on: a small file for each, written by `provost up` and removed when it stops.
 * It is a hint and no more: whether a host is up is found out by connecting to it. Hosts embedded in an application are not in it.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { connect } from '@provost/client';
import { ProviderError, Status } from '@provost/protocol';

/** More than these are not tried. */
const mostTried = 16;
const triedForMs = 300;

/** Remembers that a host runs on a state directory. Never rejects: a hint that cannot be written is none. */
export async function rememberHost(state: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const folder = folderOf(environment);
  const file = join(folder, fileOf(state));
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(`${file}.${process.pid}`, JSON.stringify({ state, pid: process.pid }), { mode: 0o600 });
    await rename(`${file}.${process.pid}`, file);
  } catch {
    // The home of this user cannot be written to; `provost status` elsewhere will then not list this host.
  }
}

/** Forgets it again. Never rejects; idempotent. */
export async function forgetHost(state: string, environment: NodeJS.ProcessEnv): Promise<void> {
  await rm(join(folderOf(environment), fileOf(state)), { force: true }).catch(() => undefined);
}

/** The remembered state directories, whether or not a host is up on them. */
export async function rememberedStates(environment: NodeJS.ProcessEnv): Promise<string[]> {
  const folder = folderOf(environment);
  const names = await readdir(folder).catch(() => [] as string[]);
  const states = await Promise.all(names.filter((name) => name.endsWith('.json')).map((name) => stateIn(join(folder, name))));
  return states.filter((state): state is string => state !== undefined).sort();
}

/** The same error, naming the hosts that answer elsewhere. */
export async function withHostsElsewhere(error: ProviderError, state: string, environment: NodeJS.ProcessEnv): Promise<ProviderError> {
  const others = (await rememberedStates(environment)).filter((other) => other !== state).slice(0, mostTried);
  const running = (await Promise.all(others.map(answering))).filter((host) => host !== undefined);
  const start = error.remedy === '' ? 'Start one: provost up.' : error.remedy;
  if (running.length === 0) return error;
  const list = running.map((host) => `${host.state} (pid ${host.pid})`).join(', ');
  return new ProviderError(error.code, { ...error.facts, hosts: running }, {
    message: `${error.sentence} ${running.length === 1 ? 'A host runs' : 'Hosts run'} on ${list}.`,
    remedy: `${start} Or use ${running.length === 1 ? 'the other' : 'one of the others'}: --state ${running[0]?.state}`,
    cause: error,
  });
}

async function answering(state: string): Promise<{ readonly state: string; readonly pid: number } | undefined> {
  try {
    const client = await connect({ state, timeoutMs: triedForMs, reconnectMs: 0 });
    const { pid } = await client.request(Status, {}).finally(() => client.close());
    return { state, pid };
  } catch {
    return undefined;
  }
}

async function stateIn(file: string): Promise<string | undefined> {
  try {
    const content: unknown = JSON.parse(await readFile(file, 'utf8'));
    const state = (content as { readonly state?: unknown } | null)?.state;
    return typeof state === 'string' && isAbsolute(state) ? state : undefined;
  } catch {
    return undefined;
  }
}

function folderOf(environment: NodeJS.ProcessEnv): string {
  const configured = environment['XDG_STATE_HOME'];
  const home = configured !== undefined && isAbsolute(configured) ? configured : join(environment['HOME'] ?? homedir(), '.local', 'state');
  return join(home, 'provost-hosts');
}

function fileOf(state: string): string {
  return `${createHash('sha256').update(state).digest('hex').slice(0, 16)}.json`;
}
