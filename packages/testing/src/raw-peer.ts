/**
 * A provider that speaks the protocol by hand: plain objects and bytes, no SDK and no library, so that a test of the protocol cannot be satisfied
 * by a fault that both sides share. For fixtures that misbehave. It imports nothing but Node's own modules, so that they start quickly.
 */
import { Socket, connect } from 'node:net';

/** An answer: a result, or a promise of one. One that never settles is silence; what is thrown as `{ code, message }` is an error. */
export type RawAnswer = (params: never, peer: RawPeer, id: number | string) => unknown;

/** By method; `null` makes a method unknown that is answered otherwise. */
export type RawAnswers = Readonly<Record<string, RawAnswer | null>>;

export interface RawPeerOptions {
  /** What hello says differently; `false` says no hello at all. */
  readonly hello?: Readonly<Record<string, unknown>> | false;
  /** What was read before, for a second connection of one process. */
  readonly bootstrap?: RawPeer['bootstrap'];
  /** Stays when the host closes the channel, as long as something keeps it alive. By default the process ends with 0. */
  readonly outlivesChannel?: boolean;
}

/** The channel to the host, at the level of bytes. */
export interface RawPeer {
  readonly socket: Socket;
  readonly bootstrap: { readonly socket: string; readonly activation: { readonly id: string; readonly secret: string } };
  /** What the host answered to hello; undefined when none was said. */
  readonly greeting: unknown;
  /** Sends a message as it is given, right or wrong. */
  send(message: unknown): void;
  sendBytes(bytes: string | Uint8Array): void;
  notify(method: string, params: unknown): void;
  /** Asks the host. Rejects with the error that it answers, or when the channel closes first. */
  request(method: string, params: unknown): Promise<unknown>;
}

/** What every peer answers unless it is told otherwise: a provider `raw` of one class `Thing`, polite in all things. */
export const politeAnswers: RawAnswers = {
  'provider/describe': () => {
    setImmediate(() => process.exit(0));
    return description();
  },
  'provider/initialize': () => ({ description: description() }),
  'provider/ping': () => ({}),
  'provider/get': ({ key }: { readonly key: object }) => ({ instance: { ...key, text: 'raw' } }),
  'provider/list': ({ context }: { readonly context: { readonly id: string } }, peer) => {
    peer.notify('host/rows', { context: context.id, rows: [{ id: '1', text: 'raw' }] });
    return { count: 1 };
  },
  'provider/release': () => {
    setImmediate(() => process.exit(0));
    return { outcome: 'released' };
  },
};

/** The description that a polite peer gives, with what is to be different. */
export function description(different: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const text = { type: 'string' };
  const schema = { type: 'object', properties: { id: text, text }, required: ['id', 'text'], additionalProperties: false };
  const thing = { name: 'Thing', key: ['id'], schema, methods: {}, operations: ['get', 'list'] };
  return { name: 'raw', namespace: 'root/raw', kinds: ['object'], classes: [thing], ...different };
}

/** One frame, as it goes over the wire. */
export function frame(message: unknown): Buffer {
  const body = Buffer.from(JSON.stringify(message));
  return Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]);
}

/** Reads the bootstrap, dials the host, says hello, and answers from then on. Resolves when the host has answered hello. */
export async function rawPeer(answers: RawAnswers = {}, options: RawPeerOptions = {}): Promise<RawPeer> {
  const bootstrap = options.bootstrap ?? (await readBootstrap());
  const socket = connect(bootstrap.socket);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  socket.on('error', () => socket.destroy());
  const waiting = new Map<number, { resolve(result: unknown): void; reject(error: unknown): void }>();
  socket.on('close', () => {
    if (options.outlivesChannel !== true) process.exit(0);
    for (const { reject } of waiting.values()) reject({ code: 'closed', message: 'the channel was closed before it was answered' });
  });
  const peer: { -readonly [K in keyof RawPeer]: RawPeer[K] } = {
    socket, bootstrap, greeting: undefined,
    send: (message) => { peer.sendBytes(frame(message)); },
    sendBytes: (bytes) => { socket.write(bytes); },
    notify: (method, params) => { peer.send({ jsonrpc: '2.0', method, params }); },
    request: (method, params) => new Promise((resolve, reject) => {
      const id = waiting.size + 1;
      waiting.set(id, { resolve, reject });
      peer.send({ jsonrpc: '2.0', id, method, params });
    }),
  };
  const answering = { ...politeAnswers, ...answers };
  readFrames(socket, (message) => {
    if (message.method !== undefined) void answer(answering, message, peer);
    else if (message.error !== undefined) waiting.get(message.id as number)?.reject(message.error);
    else waiting.get(message.id as number)?.resolve(message.result);
  });
  if (options.hello !== false) {
    peer.greeting = await peer.request('host/hello', {
      role: 'provider', protocol: { min: 1, max: 1 }, features: [], software: { name: 'raw-peer', version: '0' },
      pid: process.pid, activation: bootstrap.activation, ...options.hello,
    });
  }
  return peer;
}

interface RawMessage {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
}

async function answer(answers: RawAnswers, { id, method, params }: RawMessage, peer: RawPeer): Promise<void> {
  const name = method as string;
  const act = Object.hasOwn(answers, name) ? answers[name] : undefined;
  if (id === undefined) {
    await act?.(params as never, peer, '');
    return;
  }
  if (act === undefined || act === null) {
    peer.send({ jsonrpc: '2.0', id, error: { code: -32601, message: `unknown method ${name}` } });
    return;
  }
  try {
    const result = await act(params as never, peer, id);
    peer.send({ jsonrpc: '2.0', id, result: result ?? {} });
  } catch (error) {
    peer.send({ jsonrpc: '2.0', id, error });
  }
}

function readFrames(socket: Socket, take: (message: RawMessage) => void): void {
  let gathered = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    gathered = Buffer.concat([gathered, chunk]);
    for (;;) {
      const end = gathered.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/Content-Length: (\d+)/.exec(gathered.subarray(0, end).toString())?.[1]);
      if (gathered.length < end + 4 + length) return;
      const body = gathered.subarray(end + 4, end + 4 + length).toString();
      gathered = gathered.subarray(end + 4 + length);
      take(JSON.parse(body) as RawMessage);
    }
  });
}

/** The pipe stays open but keeps nothing alive: a fixture says itself how long it lives. */
function readBootstrap(): Promise<RawPeer['bootstrap']> {
  const pipe = new Socket({ fd: Number(process.env['PROVOST_BOOTSTRAP_FD']), readable: true, writable: false });
  return new Promise((resolve) => {
    let text = '';
    pipe.setEncoding('utf8');
    pipe.on('data', (chunk: string) => {
      text += chunk;
      const end = text.indexOf('\n');
      if (end < 0) return;
      pipe.removeAllListeners('data').resume().unref();
      resolve(JSON.parse(text.slice(0, end)) as RawPeer['bootstrap']);
    });
  });
}
