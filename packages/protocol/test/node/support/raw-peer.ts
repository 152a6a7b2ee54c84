/** A peer without our code: it writes bytes by hand and takes frames apart in the plainest way. */
import { connect, type Socket } from 'node:net';

export interface RawMessage {
  readonly jsonrpc: string;
  readonly id?: number | string | null;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: { readonly name?: string; readonly remedy?: string } };
}

/** A body, or a value made into one, with its header. */
export function frame(body: unknown): Buffer {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return Buffer.concat([Buffer.from(`Content-Length: ${bytes.length}\r\n\r\n`), bytes]);
}

export class RawPeer {
  readonly socket: Socket;
  /** Resolves when the other side has closed, with whatever error. */
  readonly closed: Promise<void>;
  readonly #messages: RawMessage[] = [];
  #bytes = Buffer.alloc(0);
  #wake: () => void = () => undefined;

  constructor(path: string) {
    this.socket = connect(path);
    this.socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => { this.socket.once('close', () => { resolve(); }); });
    this.socket.on('data', (chunk: Buffer) => { this.#take(chunk); });
    this.socket.once('close', () => { this.#wake(); });
  }

  write(bytes: Uint8Array | string): void {
    this.socket.write(bytes);
  }

  send(...messages: readonly unknown[]): void {
    this.socket.write(Buffer.concat(messages.map(frame)));
  }

  /** The next message that the other side sent; fails when it closes first. */
  async next(): Promise<RawMessage> {
    while (this.#messages.length === 0) {
      if (this.socket.destroyed) throw new Error('The other side closed and sent nothing more.');
      await new Promise<void>((resolve) => { this.#wake = resolve; });
    }
    return this.#messages.shift()!;
  }

  #take(chunk: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    for (;;) {
      const headerEnd = this.#bytes.indexOf('\r\n\r\n');
      if (headerEnd < 0) return;
      const length = Number(/^Content-Length: (\d+)$/.exec(this.#bytes.toString('latin1', 0, headerEnd))![1]);
      if (this.#bytes.length < headerEnd + 4 + length) return;
      this.#messages.push(JSON.parse(this.#bytes.toString('utf8', headerEnd + 4, headerEnd + 4 + length)) as RawMessage);
      this.#bytes = this.#bytes.subarray(headerEnd + 4 + length);
      this.#wake();
    }
  }
}
