/** An Output whose stdout and stderr are kept as text. */
import { Writable } from 'node:stream';
import { Output, type OutputStream } from '#src/output/output.js';
import type { Format } from '#src/output/format.js';

export class CapturedStream extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString('utf8');
    done();
  }
}

export interface Captured {
  readonly output: Output;
  readonly stdout: CapturedStream;
  readonly stderr: CapturedStream;
}

/** With a width it is a terminal of that width. */
export function captured(format: Format = 'table', width?: number): Captured {
  const [stdout, stderr] = [new CapturedStream(), new CapturedStream()];
  const seen: OutputStream = width === undefined ? stdout : Object.assign(stdout, { isTTY: true, columns: width });
  return { output: new Output({ stdout: seen, stderr, environment: { NO_COLOR: '1' }, format }), stdout, stderr };
}
