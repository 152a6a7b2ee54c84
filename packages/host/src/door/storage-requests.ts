/** Requests about what outlives its process: the repository, and the stores of providers. */
import { BackupRepository, BackupStore, ClearStore, ProviderError, Repository, RestoreStore, Store, type ResultOf } from '@provost/protocol';
import { backup, inspect } from '@provost/storage';
import { isAbsolute, join } from 'node:path';
import type { HostParts } from '../host-parts.js';
import type { Successor } from '../stores.js';
import type { Request } from '../operations/objects.js';
import type { Registration } from '../registration/registration.js';
import type { RequestTable } from './host-door.js';
import { hostHas } from './host-has-it.js';
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
    .on(Store, ({ name }) => stores.report(withStore(registrations.get(name))))
    .on(BackupStore, ({ name, path }) => stores.backup(withStore(registrations.get(name)), absolute(path)))
    .onWaiting(RestoreStore, (params, request) => replaceStore(parts, params, { path: absolute(params.path), force: params.force === true }, request))
    .onWaiting(ClearStore, (params, request) => replaceStore(parts, params, 'empty', request));
}

/** A provider that is at work or held is unloaded by force alone. */
async function replaceStore(parts: HostParts, params: { readonly name: string; readonly force?: boolean }, successor: Successor, { caller }: Request): Promise<ResultOf<typeof RestoreStore>> {
  const slot = parts.activations.slot(withStore(parts.registrations.get(params.name)));
  const { name } = slot.registration;
  const isEmptied = successor === 'empty';
  parts.stores.refuseNone(slot.registration);
  const replaced = await parts.stores.replace(slot.registration, successor, async () => {
    if (params.force !== true) await refuseInUse(parts, slot, `store ${name} ${isEmptied ? 'clear' : `restore ${successor.path}`}`);
    await slot.unload('operator');
  });
  const by = { kind: caller.kind, pid: caller.pid };
  const { keptAside } = replaced;
  if (isEmptied) parts.journal.append('store-cleared', { provider: name, keptAside, by });
  else parts.journal.append('store-restored', { provider: name, from: successor.path, keptAside, by });
  // What it failed of before is another store's affair.
  const was = slot.supervision.reset();
  if (was !== null) parts.journal.append('reset', { provider: name, was: was.how, by });
  return replaced;
}

function withStore(registration: Registration): Registration {
  return hostHas(registration, 'keep a store for it', 'What it keeps is its own affair: see to its program.');
}

function absolute(path: string): string {
  if (isAbsolute(path)) return path;
  throw new ProviderError('INVALID_PARAMETER', { path }, { message: `The path of a backup must be absolute: ${path.slice(0, 200)} is not.`, remedy: 'Name it from the root: /path/to/file.' });
}
