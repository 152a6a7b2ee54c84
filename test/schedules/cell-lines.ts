/** Where the processes of cells dial, to say what comes to them and to be told what to do. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { createInterface } from 'node:readline';
import { CellProcess, type Said } from './cell-process.js';

export interface CellLinesListener {
  /** Whether a cell of that name may become a client. */
  isPure(name: string): boolean;
  heard(process: CellProcess, said: Said): void;
  /** It has ended, or closed its end. */
  lost(process: CellProcess): void;
}

export class CellLines {
  /** All that have ever dialled, oldest first. */
  readonly processes: CellProcess[] = [];
  readonly #server: Server;

  constructor(listener: CellLinesListener) {
    this.#server = createServer((socket) => {
      let process: CellProcess | undefined;
      socket.on('error', () => socket.destroy()); // It was killed; the close follows.
      socket.on('close', () => {
        if (process !== undefined) listener.lost(process);
      });
      const lines = createInterface({ input: socket });
      lines.on('error', () => socket.destroy());
      lines.on('line', (text) => {
        const said = JSON.parse(text) as Said;
        if (process === undefined) {
          const name = String(said['name']);
          process = new CellProcess(socket, { name, pid: said.pid, isPure: listener.isPure(name) });
          this.processes.push(process);
        }
        listener.heard(process, said);
      });
    });
  }

  async listen(path: string): Promise<void> {
    this.#server.listen(path);
    await once(this.#server, 'listening');
  }

  close(): void {
    this.#server.close();
  }
}
