/** What becomes of the files in some folders, in the order of the file system's own clock. What is told of it, and to whom, is left to the provider. */
import { watch } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import { ProviderError } from '@provost/sdk';

/** So long after a change it is looked: what comes in a burst is told once. */
const SETTLE_MS = 20;
/** How often it is looked for a folder that cannot be read. */
const MISSING_MS = 1_000;
/** How far the clock of a file system may be behind. */
const BEHIND_NS = 10_000_000n;

export class FolderChanges {
  /** By folder: the files as they were last told of, by name, and what wakes us; no files where it cannot be read. */
  #folders = new Map();
  #tell;
  #since;
  /** That of the last event, also for those that have no time of their own. */
  #bookmark;
  /** Looks and new folders come one after the other. */
  #turn = Promise.resolve();
  #timer;
  #retry;
  #isStopped = false;

  /** `tell(event, bookmark)` is waited for. `since`: the bookmark of the last event that was told. Throws for what is none. */
  constructor({ tell, since }) {
    this.#tell = tell;
    this.#since = since === undefined ? undefined : parseBookmark(since);
    this.#bookmark = since ?? `${nowNs()} `;
  }

  /** Watches these folders, and no others any more. Resolves when nothing is missed of them. */
  watch(folders) {
    return this.#next(async () => {
      for (const [folder, watched] of this.#folders) {
        if (folders.includes(folder)) continue;
        unlisten(watched);
        this.#folders.delete(folder);
      }
      for (const folder of folders) if (!this.#folders.has(folder)) await this.#begin(folder);
      this.#since = undefined; // Who comes later has missed nothing.
    });
  }

  /** Resolves when it is at rest. */
  async stop() {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#retry);
    await this.#turn;
    for (const watched of this.#folders.values()) unlisten(watched);
  }

  async #begin(folder) {
    const watched = { files: undefined, watcher: undefined, isTold: false };
    this.#folders.set(folder, watched);
    const files = await this.#read(folder, watched);
    watched.files = files === undefined ? undefined : knownAt(files, this.#since);
    if (files === undefined || this.#since !== undefined) this.#look(0);
  }

  #look(afterMs = SETTLE_MS) {
    if (this.#isStopped) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#next(() => this.#lookNow());
    }, afterMs);
  }

  async #lookNow() {
    // What happens from here on may be found or not. No bookmark is later than this, so that who resumes finds the rest of it.
    const latestNs = nowNs();
    const changes = [];
    for (const [folder, watched] of this.#folders) changes.push(...this.#compare(folder, watched, await this.#read(folder, watched)));
    changes.sort((a, b) => (a.changedNs < b.changedNs ? -1 : a.changedNs > b.changedNs ? 1 : 0));
    for (const { changedNs, event } of changes) {
      if (this.#isStopped) return;
      if (changedNs > 0n) this.#bookmark = `${changedNs < latestNs ? changedNs : latestNs} ${event.name}`;
      await this.#tell(event, this.#bookmark);
    }
  }

  /** The files of a folder, by name; undefined where it cannot be read, and is looked for again. Wakes us from then on. */
  async #read(folder, watched) {
    try {
      if (!isAbsolute(folder)) throw new Error('It would depend on where this process was started.');
      this.#listen(folder, watched); // Before it is read, so that nothing is missed.
      return await filesIn(folder);
    } catch {
      unlisten(watched);
      this.#retry ??= setTimeout(() => {
        this.#retry = undefined;
        this.#look();
      }, MISSING_MS);
      return undefined;
    }
  }

  #listen(folder, watched) {
    if (watched.watcher !== undefined) return;
    watched.watcher = watch(folder, (type, name) => {
      if (type === 'rename' && name === basename(folder)) unlisten(watched); // The folder itself has gone; another may be in its place by now.
      this.#look();
    });
    watched.watcher.on('error', () => {
      unlisten(watched);
      this.#look();
    });
  }

  /** What has become of them since they were last told of. */
  *#compare(folder, watched, files) {
    const before = watched.files ?? new Map();
    watched.files = files;
    for (const [name, { size }] of before) if (files?.has(name) !== true) yield { changedNs: 0n, event: { folder, what: 'deleted', name, size } };
    for (const [name, { size, changedNs }] of files ?? []) {
      const known = before.get(name);
      if (known?.changedNs !== changedNs) yield { changedNs, event: { folder, what: known === undefined ? 'created' : 'modified', name, size } };
    }
    if (files === undefined && !watched.isTold) yield { changedNs: 0n, event: { folder, what: 'unreadable' } };
    watched.isTold = files === undefined;
  }

  #next(work) {
    this.#turn = this.#turn.then(() => (this.#isStopped ? undefined : work()));
    return this.#turn;
  }
}

function nowNs() {
  return BigInt(Date.now()) * 1_000_000n - BEHIND_NS;
}

function unlisten(watched) {
  watched.watcher?.close();
  watched.watcher = undefined;
}

async function filesIn(folder) {
  const files = new Map();
  const entries = await readdir(folder, { withFileTypes: true });
  await Promise.all(entries.map(async (entry) => {
    const found = entry.isFile() ? await stat(join(folder, entry.name), { bigint: true }).catch(() => undefined) : undefined;
    if (found !== undefined) files.set(entry.name, { size: Number(found.size), changedNs: found.ctimeNs, bornNs: found.birthtimeNs });
  }));
  return files;
}

/** Those of which somebody has heard who has seen everything up to that bookmark; of what has changed since he knows an older state, or nothing. */
function knownAt(files, since) {
  if (since === undefined) return files;
  const known = [...files].filter(([, { bornNs }]) => bornNs <= since.ns).map(([name, file]) => {
    const isTold = file.changedNs < since.ns || (file.changedNs === since.ns && name === since.name);
    return [name, isTold ? file : { ...file, changedNs: -1n }];
  });
  return new Map(known);
}

function parseBookmark(bookmark) {
  const [, ns, name] = /^(\d{1,25}) (.*)$/s.exec(bookmark) ?? [];
  if (ns === undefined) {
    throw new ProviderError('INVALID_PARAMETER', {}, { message: `"${bookmark}" is no bookmark of a FileChanged.`, remedy: 'Leave it out to watch from now on.' });
  }
  return { ns: BigInt(ns), name };
}
