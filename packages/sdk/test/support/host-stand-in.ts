/** The little of a host that the runtime needs: a socket, a bootstrap, and messages sent by hand. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { GetInstance, Hello, Initialize, type HelloParams, type JsonObject } from '@provost/protocol';
import { openConnection, type Connection } from '@provost/protocol/node';

const RUNTIME = fileURLToPath(new URL('../../bundle/runtime.cjs', import.meta.url));

/** An author's file among the programs of these tests. */
export function program(name: string): string {
  return fileURLToPath(new URL(`../../test/programs/${name}`, import.meta.url));
}

export interface StartedRuntime {
  readonly child: ChildProcess;
  readonly birthPipe: Writable;
  readonly connection: Connection;
  readonly hello: HelloParams;
  readonly exit: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  /** All that it wrote to stdout and stderr so far. */
  readonly output: () => string;
  /** Settles once it has written that. */
  wrote(text: string): Promise<void>;
  initialize(entry: string, more?: { readonly config?: JsonObject; readonly directory?: string }): Promise<unknown>;
  get(name: string, id: string, signal?: AbortSignal): Promise<JsonObject>;
  /** A folder of its own, removed with it. */
  readonly folder: string;
  [Symbol.asyncDispose](): Promise<void>;
}

/** `codeCache` is where the runtime may keep what it compiles. */
export async function startRuntime(codeCache?: string): Promise<StartedRuntime> {
  const folder = await mkdtemp(join(tmpdir(), 'provost-sdk-'));
  const socket = join(folder, 'socket');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  const child = spawn(process.execPath, [RUNTIME], { stdio: ['ignore', 'pipe', 'pipe', 'pipe'], env: { PATH: process.env['PATH'], PROVOST_BOOTSTRAP_FD: '3' } });
  const exit = new Promise<{ code: number | null; signal: string | null }>((resolve) => child.once('close', (code, signal) => { resolve({ code, signal }); }));
  const written = gatherOutput(child);
  const birthPipe = child.stdio[3] as Writable;
  birthPipe.on('error', () => {});
  birthPipe.write(`${JSON.stringify({ socket, activation: { id: 'a1', secret: 's' }, codeCache })}\n`);
  const { connection, hello } = await greeted(server);
  let number = 0;
  return {
    child, birthPipe, connection, hello, exit, ...written,
    initialize: (entry, more) => connection.request(Initialize, {
      name: 'test', namespace: 'root/test', generation: 1, entry, ...(more?.directory === undefined ? {} : { directory: more.directory }), config: more?.config ?? {}, credentials: {}, dataDirectory: folder, epoch: 1,
    }, { timeoutMs: 10_000 }),
    folder,
    get: async (name, id, signal) => {
      const context = { id: `1.${++number}`, timeoutMs: 10_000, caller: { kind: 'host', pid: process.pid } } as const;
      return (await connection.request(GetInstance, { context, class: name, key: { id } }, { timeoutMs: 10_000, ...(signal === undefined ? {} : { signal }) })).instance;
    },
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await exit;
      server.close();
      await rm(folder, { recursive: true });
    },
  };
}

function greeted(server: Server): Promise<{ connection: Connection; hello: HelloParams }> {
  return new Promise((resolve) => {
    server.once('connection', (socket) => {
      const connection = openConnection(socket, { peer: 'the provider' });
      connection.onRequest(Hello, (hello) => {
        setImmediate(() => { resolve({ connection, hello }); });
        return { protocol: 1, features: ['validates'], host: { version: '0', pid: process.pid, epoch: 1, state: '/' }, limits: { frameBytes: 16 * 1024 * 1024 } };
      });
      connection.listen();
    });
  });
}

function gatherOutput(child: ChildProcess): Pick<StartedRuntime, 'output' | 'wrote'> {
  let text = '';
  const waiting = new Map<string, () => void>();
  const take = (chunk: Buffer): void => {
    text += chunk.toString();
    for (const [awaited, settle] of waiting) if (text.includes(awaited)) settle();
  };
  child.stdout?.on('data', take);
  child.stderr?.on('data', take);
  return {
    output: () => text,
    wrote: (awaited) => (text.includes(awaited) ? Promise.resolve() : new Promise((resolve) => waiting.set(awaited, resolve))),
  };
}
