/** Writes events to files: each instance of `LogFile` is a consumer with a file of its own, a line for each event. */
import { defineConsumer, defineProvider, serve, ProviderError, Type, type Infer } from '@provost/sdk';
import { open, rename, type FileHandle } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { lineOf } from './line.js';

const MIB = 1024 * 1024;

/** A file that events are written to. */
export const LogFile = defineConsumer('LogFile', {
  key: 'Name',
  description: 'Writes each event to a file, as a line. WMI: LogFileEventConsumer.',
  properties: {
    Name: Type.String(),
    File: Type.String({ minLength: 1, description: 'The file, absolute. It is made where it is missing, and appended to.' }),
    Text: Type.Optional(Type.String({ description: 'What a line says, with the properties of the event between % signs: "%TIME_CREATED% %TargetInstance.id%". Absent: the whole event as JSON.' })),
    MaximumBytes: Type.Optional(Type.Integer({ default: 64 * MIB, minimum: 1024, description: 'How large the file may grow; then it is renamed, with .1 behind its name, over the one before.' })),
  },
});

/** A file that is open. */
class OpenFile {
  readonly #consumer: Infer<typeof LogFile>;
  #handle: FileHandle;
  #bytes: number;

  private constructor(consumer: Infer<typeof LogFile>, handle: FileHandle, bytes: number) {
    this.#consumer = consumer;
    this.#handle = handle;
    this.#bytes = bytes;
  }

  static async open(consumer: Infer<typeof LogFile>): Promise<OpenFile> {
    if (!isAbsolute(consumer.File)) throw new ProviderError('INVALID_PARAMETER', { file: consumer.File }, { message: `The File of LogFile "${consumer.Name}" is "${consumer.File}", which is no absolute path.`, remedy: 'Set it to one.' });
    const handle = await open(consumer.File, 'a');
    return new OpenFile(consumer, handle, (await handle.stat()).size);
  }

  /** Resolves once the lines are on the disk. */
  async append(events: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
    const text = Buffer.from(events.map((event) => `${lineOf(event, this.#consumer.Text)}\n`).join(''));
    if (this.#bytes > 0 && this.#bytes + text.length > (this.#consumer.MaximumBytes ?? 64 * MIB)) await this.#turn();
    await this.#handle.appendFile(text);
    await this.#handle.datasync();
    this.#bytes += text.length;
  }

  close(): Promise<void> {
    return this.#handle.close();
  }

  async #turn(): Promise<void> {
    await this.#handle.close();
    await rename(this.#consumer.File, `${this.#consumer.File}.1`);
    this.#handle = await open(this.#consumer.File, 'a');
    this.#bytes = 0;
  }
}

const logFile = defineProvider({ name: 'log-file', namespace: 'root/subscription', description: 'Writes events to files.' }).consumes(LogFile, {
  open: (consumer) => OpenFile.open(consumer),
  deliver: (events, file) => file.append(events),
  close: (file) => file.close(),
});

export default logFile;
serve(logFile);
