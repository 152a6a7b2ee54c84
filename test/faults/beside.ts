/** A provider beside the one that misbehaves, which must notice nothing of it. */
import type { TestHost } from '../support/start-host.js';
import { CELL } from '../support/cells.js';

export interface Beside {
  /** How often it was asked. */
  count(): Promise<unknown>;
}

/** Registers it; it is loaded by the first count. */
export async function openCellBeside(host: TestHost): Promise<Beside> {
  await host.register(CELL, { name: 'beside', environment: { CELL_NAME: 'beside', CELL_NAMESPACE: 'root/beside' } });
  return { count: () => host.call('root/beside:Cell', 'count') };
}
