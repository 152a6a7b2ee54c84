/** The little of a host that a program attaches itself to: it takes everybody, does by hand what a host does then, and keeps what it was told. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Adopt, Attach, Detach, GetInstance, Hello, Initialize, ProviderError, WaitFor, type AttachParams, type HelloParams, type JsonObject, type LifeReport } from '@provost/protocol';
import { openConnection, type Connection } from '@provost/protocol/node';

/** A program that has attached itself, as the host has it. */
export interface Attached {
  readonly hello: HelloParams;
  readonly params: AttachParams;
  readonly connection: Connection;
  /** What it answered to adopt; undefined of one that was initialized. */
  readonly report: LifeReport | undefined;
  /** Settles when it says that it detaches. */
  readonly detaching: Promise<void>;
  get(id: string): Promise<JsonObject>;
}

export interface AttachingHost extends AsyncDisposable {
  readonly state: string;
  /** Settles with the next that attaches, once it serves. */
  next(): Promise<Attached>;
  /** What is said to who attaches next, instead of taking it. */
  refusal: ProviderError | undefined;
  /** Every connection is lost, and nobody listens. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

const patience = { timeoutMs: 10_000 };

/** It listens. */
export async function attachingHost(): Promise<AttachingHost> {
  const state = await mkdtemp(join(tmpdir(), 'provost-attaching-'));
  const sockets = new Set<Socket>();
  const arrived: Attached[] = [];
  let wake = (): void => {};
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    greet(socket, state, () => host.refusal, (attached) => {
      arrived.push(attached);
      wake();
    });
  });
  const host: AttachingHost = {
    state, refusal: undefined,
    next: async () => {
      while (arrived.length === 0) await new Promise<void>((resolve) => { wake = resolve; });
      return arrived.shift() as Attached;
    },
    start: () => new Promise((resolve) => server.listen(join(state, 'host.sock'), resolve)),
    stop: () => new Promise((resolve) => {
      server.close(() => { resolve(); });
      for (const socket of sockets) socket.destroy();
    }),
    [Symbol.asyncDispose]: async () => {
      if (server.listening) await host.stop();
      await rm(state, { recursive: true });
    },
  };
  await host.start();
  return host;
}

function greet(socket: Socket, state: string, refusal: () => ProviderError | undefined, took: (attached: Attached) => void): void {
  const connection = openConnection(socket, { peer: 'the program' });
  let hello: HelloParams;
  let serves = (): void => {};
  const serving = new Promise<void>((resolve) => { serves = resolve; });
  let detach = (): void => {};
  const detaching = new Promise<void>((resolve) => { detach = resolve; });
  connection.onRequest(Hello, (said) => {
    hello = said;
    const why = refusal();
    if (why !== undefined) throw why;
    return { protocol: 1, features: ['validates'], host: { version: '0', pid: process.pid, epoch: 1, state }, limits: { frameBytes: 16 * 1024 * 1024 } };
  });
  connection.onRequest(WaitFor, async () => {
    await serving;
    return {} as never;
  });
  connection.onRequest(Detach, () => {
    detach();
    return {};
  });
  const begin = async (params: AttachParams): Promise<void> => {
    const { name, namespace } = params.description;
    const initialize = { name, namespace, generation: 1, config: {}, credentials: {}, dataDirectory: state, epoch: 1 };
    const report = params.loaded ? await connection.request(Adopt, { epoch: 2 }, patience) : void (await connection.request(Initialize, initialize, patience));
    serves();
    let number = 0;
    const get = async (id: string): Promise<JsonObject> => {
      const context = { id: `1.${++number}`, timeoutMs: 10_000, caller: { kind: 'host', pid: process.pid } } as const;
      return (await connection.request(GetInstance, { context, class: params.description.classes[0]!.name, key: { id } }, patience)).instance;
    };
    took({ hello, params, connection, report: report ?? undefined, detaching, get });
  };
  connection.onRequest(Attach, (params) => {
    setImmediate(() => void begin(params).catch((why: unknown) => { connection.close(why as ProviderError); }));
    return { generation: 1 };
  });
  connection.listen();
}
