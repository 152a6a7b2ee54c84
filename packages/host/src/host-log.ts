/** The host's own log: what its journal says, as lines beside the providers' logs, read by `provost logs --host`. */
import type { HostEvent } from '@provost/protocol';
import { join } from 'node:path';
import type { EventJournal } from './journal/event-journal.js';
import { LogFile } from './log/log-file.js';
import { formatLogLine } from './log/log-line.js';

export interface HostLogOptions {
  /** Where the logs of all are. */
  readonly logs: string;
  /** Stamped on each line, as a provider's lines have their generation. */
  readonly epoch: number;
  readonly fileBytes: number;
  readonly files: number;
}

export class HostLog {
  readonly #file: LogFile;
  readonly #epoch: number;
  readonly #unlisten: () => void;

  constructor(journal: EventJournal, { logs, epoch, fileBytes, files }: HostLogOptions) {
    this.#epoch = epoch;
    this.#file = new LogFile({ directory: join(logs, 'host'), name: 'current', fileBytes, files });
    this.#unlisten = journal.on((event) => this.#write(event));
  }

  /** Writes down what went wrong where nobody waits for an answer: an event that could not be kept, say. */
  fault(what: string, error: unknown): void {
    this.#line(Date.now(), `fault: ${what}: ${error instanceof Error ? error.message : String(error)}`);
  }

  /** Resolves when all is written. Never rejects. */
  async close(): Promise<void> {
    this.#unlisten();
    await this.#file.close();
  }

  #write({ seq, at, type, provider, ...facts }: HostEvent): void {
    const said = Object.entries(facts).map(([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`);
    const text = [`#${seq}`, type, ...(provider === undefined ? [] : [provider]), ...said].join(' ');
    this.#line(Date.parse(at), text);
  }

  #line(atMs: number, text: string): void {
    this.#file.append(Buffer.from(formatLogLine(atMs, this.#epoch, 'note', text)));
  }
}
