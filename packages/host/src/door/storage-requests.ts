/** Requests about what outlives its process: the repository, and the stores of providers. */
import { BackupRepository, BackupStore, ProviderError, Repository, RestoreStore, Store, type ResultOf } from '@provost/protocol';
import { backup, inspect } from '@provost/storage';
import { isAbsolute, join } from 'node:path';
import type { HostParts } from '../host-parts.js';
import type { Request } from '../operations/objects.js';
import type { RequestTable } from './host-door.js';
import { refuseInUse } from './provider-requests.js';

/** What can be asked of the repository, whether the host serves or not. */
export function answerRepositoryRequests(table: RequestTable, state: string): void {
  const directory = join(state, 'repository');
  table
    .on(Repository, () => inspect(directory, { what: 'repository' }))
    .on(BackupRepository, ({ path }) => backup(directory, absolute(path), { what: 'repository' }));
}

export function answerStoreRequests(table: RequestTable, parts: HostParts): void {
  const { registrations, stores } = parts;
  table
    .on(Store, ({ name }) => stores.report(registrations.get(name).name))
    .on(BackupStore, ({ name, path }) => stores.backup(registrations.get(name).name, absolute(path)))
    .on(RestoreStore, (params, request) => restoreStore(parts, params, request));
}

/** A provider that is at work or held is unloaded by force alone. */
async function restoreStore(parts: HostParts, params: { readonly name: string; readonly path: string; readonly force?: boolean }, { caller }: Request): Promise<ResultOf<typeof RestoreStore>> {
  const slot = parts.activations.slot(parts.registrations.get(params.name));
  const { name } = slot.registration;
  const path = absolute(params.path);
  const restored = await parts.stores.restore(name, path, async () => {
    if (params.force !== true) await refuseInUse(parts, slot, `store ${name} restore ${path}`);
    await slot.unload('operator');
  });
  const by = { kind: caller.kind, pid: caller.pid };
  parts.journal.append('store-restored', { provider: name, from: path, keptAside: restored.keptAside, by });
  // What it failed of before is another store's affair.
  const was = slot.supervision.reset();
  if (was !== null) parts.journal.append('reset', { provider: name, was: was.how, by });
  return restored;
}

function absolute(path: string): string {
  if (isAbsolute(path)) return path;
  throw new ProviderError('INVALID_PARAMETER', { path }, { message: `The path of a backup must be absolute: ${path.slice(0, 200)} is not.`, remedy: 'Name it from the root: /path/to/file.' });
}
