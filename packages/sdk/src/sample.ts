/**
 * The least that an author's file can be. A process that was started ahead imports it while it waits: so Node has found the SDK by its name once, and
 * what it and the SDK do for such a file is compiled before it counts. It takes with it what of Node's own many such files import. It is never served.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { defineClass, defineProvider, Type } from '@provost/sdk';

const Sample = defineClass('Sample', {
  key: 'id',
  properties: { id: Type.String(), size: Type.Integer() },
  methods: { measure: { params: { times: Type.Integer() }, returns: Type.Integer() } },
});

try {
  // Found as an author's file finds the SDK: the SDK itself is found by its own package.
  import.meta.resolve('@provost/storage');
  import.meta.resolve('@provost/storage/nowhere');
} catch {
  // That it is not there was to be found out.
}

/** What many authors' files import of Node's own. */
export const common = [execFile, createHash, EventEmitter, readFileSync, readFile, cpus, join, Readable, setTimeout, pathToFileURL, inspect];

export default defineProvider({ name: 'sample', namespace: 'root/sample' }).serves(Sample, {
  get: ({ id }) => ({ id, size: 0 }),
  methods: { measure: ({ id }, { times }) => id.length * times },
});
