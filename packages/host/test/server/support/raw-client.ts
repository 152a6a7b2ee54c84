/** A client made of bytes, to send what no proper client would, and to see exactly what comes back. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface RawMessage {
  readonly jsonrpc: '2.0';
  readonly id?: number | string | null;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly code: number; readonly message: string; readonly data: { readonly name: string; readonly remedy: string; readonly facts: Record<string, unknown> } };
}

export const HELLO = {
  role: 'client', protocol: { min: 1, max: 1 }, features: [], software: { name: 'raw', version: '0' }, pid: 4242,
} as const;

export function frameOf(message: unknown): Buffer {
  const body = Buffer.from(typeof message === 'string' ? message : JSON.stringify(message));
  return Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]);
}

export class RawClient {
  readonly socket: Socket;
  /** Settles when the host has closed the connection. */
  readonly closed: Promise<unknown>;
  readonly received: RawMessage[] = [];
  #held: Buffer = Buffer.alloc(0);
  #waiting: (() => void)[] = [];
  #lastId = 0;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('error', () => { /* The host may reset it. */ });
    this.closed = once(socket, 'close').then(() => { this.#wakeAll(); });
    socket.on('data', (chunk: Buffer) => { this.#read(chunk); });
  }

  static async connect(path: string): Promise<RawClient> {
    const socket = connect(path);
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  /** Connects and says hello. */
  static async greeted(path: string, hello: Record<string, unknown> = HELLO): Promise<RawClient> {
    const client = await RawClient.connect(path);
    await client.ask('host/hello', hello);
    return client;
  }

  write(...messages: readonly unknown[]): void {
    this.socket.write(Buffer.concat(messages.map(frameOf)));
  }

  send(method: string, params: unknown): number {
    const id = (this.#lastId += 1);
    this.write({ jsonrpc: '2.0', id, method, params });
    return id;
  }

  notify(method: string, params: unknown): void {
    this.write({ jsonrpc: '2.0', method, params });
  }

  ask(method: string, params: unknown): Promise<RawMessage> {
    const id = this.send(method, params);
    return this.until((message) => message.id === id);
  }

  answer(id: number): Promise<RawMessage> {
    return this.until((message) => message.id === id);
  }

  /** Takes the first message that fits, once it is there. Rejects when the connection closes first. */
  async until(fits: (message: RawMessage) => boolean): Promise<RawMessage> {
    for (;;) {
      const at = this.received.findIndex(fits);
      if (at >= 0) return this.received.splice(at, 1)[0]!;
      if (this.socket.closed) throw new Error(`closed; received ${JSON.stringify(this.received)}`);
      await new Promise<void>((resolve) => { this.#waiting.push(resolve); });
    }
  }

  close(): void {
    this.socket.destroy();
  }

  #wakeAll(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  #read(chunk: Buffer): void {
    this.#held = Buffer.concat([this.#held, chunk]);
    for (;;) {
      const header = /^Content-Length: (\d+)\r\n\r\n/.exec(this.#held.toString('latin1', 0, 64));
      if (header === null) return;
      const end = header[0].length + Number(header[1]);
      if (this.#held.length < end) return;
      this.received.push(JSON.parse(this.#held.toString('utf8', header[0].length, end)) as RawMessage);
      this.#held = this.#held.subarray(end);
      this.#wakeAll();
    }
  }
}
