/** Packages of providers in directories of their own, with an SDK that only has to be found. */
import { afterEach } from '@jest/globals';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const made: string[] = [];

afterEach(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
});

/** A new directory, by its real path. */
export function newFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'provost-registration-')));
  made.push(folder);
  return folder;
}

/** Writes files below a folder, by their relative paths; an object is written as JSON. */
export function write(folder: string, files: Readonly<Record<string, string | object>>): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  }
}

export const SDK = {
  'node_modules/@provost/sdk/package.json': { name: '@provost/sdk', type: 'module', exports: { './runtime': './runtime.js' } },
  'node_modules/@provost/sdk/runtime.js': '',
};

/** A package with an entry, the SDK beside it, and whatever else is given. */
export function newPackage(files: Readonly<Record<string, string | object>> = {}): string {
  const folder = newFolder();
  write(folder, { ...SDK, 'package.json': { provost: { entry: 'notes.js' } }, 'notes.js': 'export default {};\n', ...files });
  return folder;
}

/** What a provider that serves one class, `Note`, says of itself. */
export function describedNotes(more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    name: 'notes', namespace: 'root/app', kinds: ['object'],
    classes: [{
      name: 'Note', key: ['id'], operations: ['get', 'list'], methods: {},
      schema: { type: 'object', additionalProperties: false, required: ['id'], properties: { id: { type: 'string' } } },
    }],
    ...more,
  };
}
