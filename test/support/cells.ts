/** A host whose time stands still until it is moved, with a provider in it that does with its unloading what it is told. */
import { Holds, WaitFor, type HostEvent, type HoldView } from '@provost/protocol';
import { TestClock } from '@provost/testing';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startHost, type TestHost } from './start-host.js';

export const CELL = fileURLToPath(new URL('../../unloading/providers/cell.js', import.meta.url));

export interface CellOptions {
  readonly name?: string;
  readonly pure?: boolean;
  readonly overlap?: boolean;
  readonly limits?: object;
  readonly config?: Record<string, unknown>;
}

export interface Cells extends TestHost {
  readonly clock: TestClock;
  /** Registers a cell: its class is `Cell` in `root/NAME`. */
  addCell(options?: CellOptions): Promise<void>;
  /** Tells a cell what to do. */
  tell(method: string, args?: Record<string, unknown>, cell?: string): Promise<unknown>;
  /** Moves time on, at most twice ClearAfter, until an idle cell is told to release; answers the event of its end. */
  idleOut(cell?: string): Promise<HostEvent>;
  holds(cell?: string): Promise<readonly HoldView[]>;
  /** What a cell has written down. */
  trace(cell?: string): Promise<string[]>;
}

/** Starts it with one cell, named `cell`. Its ClearAfter is 30 s, as everybody's. */
export async function startCells(options: CellOptions = {}, settings: Record<string, string> = {}, time: 'stands still' | 'passes' = 'stands still'): Promise<Cells> {
  const clock = new TestClock();
  const host = await startHost(settings, time === 'passes' ? {} : { clock });
  const traceOf = (name: string): string => join(host.state, `${name}.trace`);
  const addCell = async ({ name = 'cell', pure = true, overlap = false, limits = {}, config = {} }: CellOptions = {}): Promise<void> => {
    const environment = { CELL_NAME: name, CELL_NAMESPACE: `root/${name}`, CELL_PURE: String(pure), CELL_OVERLAP: String(overlap), CELL_LIMITS: JSON.stringify(limits) };
    await host.register(CELL, { name, config: { trace: traceOf(name), ...config }, environment });
  };
  await addCell(options);
  return {
    ...host,
    clock,
    addCell,
    tell: (method, args = {}, cell = 'cell') => host.call(`root/${cell}:Cell`, method, args),
    idleOut: async (cell = 'cell') => {
      const { generation } = await host.door.request(WaitFor, { name: cell, state: 'idle' });
      for (let seconds = 0; seconds < 60 && (await host.provider(cell)).state === 'idle'; seconds++) await clock.advance('1s');
      return host.event('unloaded', cell, (event) => event.generation === generation);
    },
    holds: async (cell) => (await host.door.request(Holds, cell === undefined ? {} : { name: cell })).holds,
    trace: async (cell = 'cell') => (await readFile(traceOf(cell), 'utf8')).split('\n').slice(0, -1),
    [Symbol.asyncDispose]: () => host[Symbol.asyncDispose](),
  };
}
