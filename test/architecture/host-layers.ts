/** The concerns of the host from top to bottom, and the imports between them that point upwards. */
import { dirname, join } from 'node:path/posix';
import { importsOf, type SourceFile } from './source-tree.js';

/** A folder of host/src, or a file beside them, imports only what comes later. */
export const HOST_LAYERS: readonly string[] = [
  'index', 'provider-host', 'assemble-damaged', 'assemble', 'assemble-consumers', 'assemble-objects', 'assemble-admission', 'assemble-standbys', 'assemble-prewarm', 'assemble-recovery', 'assemble-supervision', 'assemble-decoupled', 'assemble-server', 'activation-news', 'keeper-loss', 'stop-host', 'inspect-state', 'restore-repository', 'recovery', 'host-log', 'server', 'own-classes', 'door', 'host-parts', 'stores', 'limits', 'consumers', 'events', 'operations', 'cache', 'classes', 'host-classes', 'decoupled', 'activation', 'registration', 'supervision',
  'keeper', 'process', 'log', 'lifecycle', 'query', 'settings', 'journal', 'repository', 'version', 'clock', 'stop-options',
];

const SOURCE = 'packages/host/src/';

/** The folder, or the file without its ending: `activation/slot.ts` is of `activation`, `clock.ts` of `clock`. */
function layerOf(path: string): string {
  return (path.slice(SOURCE.length).split('/')[0] as string).replace(/\.[jt]s$/, '');
}

/** Imports that point upwards, and layers that have no place yet; none when all is well. */
export function findLayerFaults(files: readonly SourceFile[], layers: readonly string[] = HOST_LAYERS): string[] {
  const faults = new Set<string>();
  for (const { path, text } of files) {
    const from = layerOf(path);
    if (!layers.includes(from)) faults.add(`${SOURCE}${from} has no place in HOST_LAYERS: give it one.`);
    for (const specifier of importsOf(text).filter((one) => one.startsWith('.'))) {
      const to = layerOf(join(dirname(path), specifier));
      if (layers.indexOf(to) < layers.indexOf(from)) faults.add(`${path} imports ${specifier}: ${to} is above ${from}.`);
    }
  }
  return [...faults];
}
