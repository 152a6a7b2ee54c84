/** Which files of a provider are not those that were registered, and the error that says so. */
import { ProviderError, safeText } from '@provost/protocol';
import type { FilesStamp } from './hash-files.js';
import type { Registration } from './registration.js';

/** A file's path from the root, and so much of its hash that a change shows. */
export type RegisteredFile = readonly [path: string, hash: string];

/** How many the sentence names; the rest it counts. */
const NAMED = 5;
/** How many the facts hold. */
const TOLD = 100;
const HASH_CHARACTERS = 16;

/** What a registration keeps of each file. */
export function registeredFiles({ files }: FilesStamp): RegisteredFile[] {
  return [...files].map(([path, { hash }]) => [path, hash.slice(0, HASH_CHARACTERS)]);
}

/** PROVIDER_CHANGED with the files that differ, as far as the registration knows them, and both hashes. */
export function providerChanged({ name, path, target, filesHash, files }: Registration, found: FilesStamp): ProviderError {
  const changes = files === undefined ? [] : changesOf(files, found);
  const named = changes.length === 0 ? '' : `${fewOf(changes)}; `;
  return new ProviderError('PROVIDER_CHANGED', { provider: name, registered: filesHash, found: found.hash, changes: changes.slice(0, TOLD) }, {
    message: `The files of provider "${name}" in ${target.root} have changed since it was registered: ${named}their hash was ${filesHash.slice(0, 12)} and is ${found.hash.slice(0, 12)}.`,
    remedy: `Register it again: provost register ${path}. For development: --link.`,
  });
}

/** What has happened to each file that differs, in the order of the paths. */
function changesOf(registered: readonly RegisteredFile[], { files }: FilesStamp): string[] {
  const before = new Map(registered);
  const paths = [...new Set([...before.keys(), ...files.keys()])].sort();
  return paths.flatMap((path) => {
    const [was, is] = [before.get(path), files.get(path)?.hash.slice(0, HASH_CHARACTERS)];
    if (was === is) return [];
    const how = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed';
    return [`${safeText(path)} was ${how}`];
  });
}

function fewOf(changes: readonly string[]): string {
  const rest = changes.length - NAMED;
  return rest > 0 ? `${changes.slice(0, NAMED).join(', ')}, and ${rest} more` : changes.join(', ');
}
