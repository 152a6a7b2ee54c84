/** What providers have written down and what the system shows of them: whoever serves, what was written, and which processes are left. */
import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { processesOf } from '../soak/processes-of.mjs';

/** Undefined for a process that runs no more; a zombie does not. */
export function startTimeOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return 'ZX'.includes(fields[0]) ? undefined : Number(fields[19]);
  } catch {
    return undefined;
  }
}

/** The processes that serve at this moment, by their own account: `{ provider, pid }`. */
export function servingNow(evidence) {
  return readdirSync(evidence).filter((name) => name.endsWith('.serving')).flatMap((folder) => readdirSync(join(evidence, folder)).flatMap((mark) => {
    const [pid, startTime] = mark.split('.').map(Number);
    return startTimeOf(pid) === startTime ? [{ provider: folder.slice(0, -'.serving'.length), pid }] : [];
  }));
}

/** The keepers of that state directory that run: they have its log folder in their command line. */
export function keepersOf(state) {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      return words[1]?.endsWith('keeper.js') === true && words.some((word) => word.startsWith(state)) && startTimeOf(pid) !== undefined;
    } catch {
      return false;
    }
  });
}

/** All that must not be there once no host of that state directory is, and the time of its providers is over. */
export function leftOf(state) {
  const told = (pid) => `${pid} (${readCommand(pid)})`;
  return { providers: processesOf(state).filter((pid) => startTimeOf(pid) !== undefined).map(told), keepers: keepersOf(state).map(told) };
}

function readCommand(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim().slice(-80);
  } catch {
    return 'gone';
  }
}

/** The lines of the journals of all providers, each file read on from where it was read before. */
export class Journals {
  /** By the id of the write: who has written it, and which of its life it was. */
  written = new Map();
  /** Ids that were written more than once. */
  twice = [];
  #folder;
  #readUpTo = new Map();

  constructor(folder) {
    this.#folder = folder;
  }

  read() {
    for (const name of readdirSync(this.#folder).filter((one) => one.endsWith('.journal'))) {
      const provider = name.slice(0, -'.journal'.length);
      for (const line of this.#newLines(name)) {
        const [id, process, count] = line.split(' ');
        if (this.written.has(id)) this.twice.push(`${id} by ${provider} (process ${process}) and ${this.written.get(id).provider} (process ${this.written.get(id).process})`);
        this.written.set(id, { provider, process, count: Number(count) });
      }
    }
  }

  /** What providers themselves have found wrong. */
  violations() {
    const path = join(this.#folder, 'violations');
    return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
  }

  #newLines(name) {
    const fd = openSync(join(this.#folder, name), 'r');
    try {
      const from = this.#readUpTo.get(name) ?? 0;
      const bytes = Buffer.alloc(fstatSync(fd).size - from);
      readSync(fd, bytes, 0, bytes.length, from);
      const end = bytes.lastIndexOf(0x0a) + 1;
      this.#readUpTo.set(name, from + end);
      return bytes.toString('utf8', 0, end).split('\n').slice(0, -1);
    } finally {
      closeSync(fd);
    }
  }
}
