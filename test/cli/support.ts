/** A state directory with a host of `provost up -d`, and the command as a person would type it there. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const BIN = fileURLToPath(new URL('../../../packages/cli/bin/provost.js', import.meta.url));
export const LAMP = fileURLToPath(new URL('../../cli/providers/lamp.js', import.meta.url));
export const SLOTH = fileURLToPath(new URL('../../cli/providers/sloth.js', import.meta.url));
export const SHELF = fileURLToPath(new URL('../../cli/providers/shelf.js', import.meta.url));
export const SAFE = fileURLToPath(new URL('../../cli/providers/safe.js', import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that is still running. */
export interface Running {
  readonly child: ChildProcess;
  /** How it ended, once it has. */
  readonly ran: Promise<Ran>;
  /** Resolves with what was written so far, to stdout and stderr, once it fits. Rejects when the command ends before. */
  until(pattern: RegExp): Promise<string>;
}

export interface Home extends AsyncDisposable {
  readonly folder: string;
  readonly state: string;
  start(...words: string[]): Running;
  run(...words: string[]): Promise<Ran>;
  /** Its stdout as JSON; fails when the exit code is not 0. */
  json(...words: string[]): Promise<unknown>;
}

/** A home without a host. Leaving its scope brings down the host that was started in it. */
export async function openHome(): Promise<Home> {
  const folder = await mkdtemp(join(tmpdir(), 'provost-cli-'));
  const start = (...words: string[]): Running => watch(spawn(process.execPath, [BIN, ...words], { env: { PATH: process.env['PATH'] ?? '', HOME: folder } }));
  const run = (...words: string[]): Promise<Ran> => start(...words).ran;
  return {
    folder,
    state: join(folder, '.local', 'state', 'provost'),
    start,
    run,
    async json(...words) {
      const { code, stdout, stderr } = await run(...words, '-o', 'json');
      if (code !== 0) throw new Error(`provost ${words.join(' ')} ended with ${code}: ${stderr}`);
      return JSON.parse(stdout) as unknown;
    },
    async [Symbol.asyncDispose]() {
      await run('down', '--force');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A home with a host, and the lamps registered. */
export function openLamps(...config: string[]): Promise<Home> {
  return openWith(LAMP, ...config);
}

/** A home with a host, and a provider registered. */
export async function openWith(path: string, ...config: string[]): Promise<Home> {
  const home = await openHome();
  await home.run('up', '-d');
  const { code, stderr } = await home.run('register', path, ...config);
  if (code === 0) return home;
  await home[Symbol.asyncDispose]();
  throw new Error(stderr);
}

/** A program that was started, with what it writes. */
export function watch(child: ChildProcess): Running {
  let [stdout, stderr] = ['', ''];
  const looks = new Set<() => void>();
  const keep = (text: string, isError: boolean): void => {
    if (isError) stderr += text;
    else stdout += text;
    for (const look of looks) look();
  };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => keep(text, false));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => keep(text, true));
  const ran = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }));
  const until = (pattern: RegExp): Promise<string> => new Promise((resolve, reject) => {
    const look = (): void => {
      if (pattern.test(stdout + stderr)) resolve(stdout + stderr);
    };
    looks.add(look);
    look();
    void ran.then(() => reject(new Error(`it ended before ${pattern}: ${stdout}${stderr}`)));
  });
  return { child, ran, until };
}
