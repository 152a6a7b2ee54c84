/** What the providers of the torture are made of: they write down each write that they do, and whom of their own they find alive when they load. */
import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, readdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Type, defineClass, defineProvider, serve } from '@provost/sdk';

const ROWS = 12;

const method = (params = {}) => ({ static: true, params, returns: Type.String() });

/** A provider of the class `Cell` in `root/NAME`. `config.evidence` is the folder in which it writes down what it does. */
export function cellOf({ name, pure = true, overlap = false, loadMs = 0, releaseMs = 0, forks = false }) {
  const Cell = defineClass('Cell', {
    properties: { row: Type.Integer() },
    methods: {
      write: method({ id: Type.String() }),
      writeSlowly: method({ id: Type.String(), ms: Type.Integer() }),
      ask: method({ id: Type.String(), path: Type.String() }),
      hold: method({ ms: Type.Integer() }),
    },
  });
  let count = 0; // Of the process, which may have more than one life.
  const provider = defineProvider({
    name, namespace: `root/${name}`, pure, overlap,
    config: { evidence: Type.String(), marker: Type.Integer() },
    async load(context) {
      const evidence = new Evidence(context.config.evidence, name, overlap);
      evidence.serves();
      if (forks) spawn('sleep', ['600'], { stdio: 'ignore', detached: true }).unref();
      await pause(loadMs);
      return { evidence };
    },
    async release(reason, { evidence }) {
      await pause(releaseMs);
      if (pure || (reason !== 'idle' && reason !== 'operator')) return;
      evidence.servesNoMore();
      setTimeout(() => {}, 1_500); // So long it stays as a client.
    },
  }).serves(Cell, {
    async *list() {
      for (let row = 0; row < ROWS; row += 1) {
        await pause(2);
        yield { row };
      }
    },
    methods: {
      write: ({ id }, state) => state.evidence.write(id, (count += 1)),
      writeSlowly: async ({ id, ms }, state) => {
        await pause(ms);
        const done = state.evidence.write(id, (count += 1));
        await pause(ms / 2);
        return done;
      },
      ask: ({ id, path }, _state, context) => context.host.invoke(path, 'write', { id }),
      hold: async ({ ms }, state, context) => {
        const hold = context.hold('torture');
        setTimeout(() => hold.end(), ms).unref();
        return String(process.pid);
      },
    },
  });
  serve(provider);
  return provider;
}

/** What one life writes down, so that nobody has to believe the host. */
class Evidence {
  #folder;
  #name;
  #mayOverlap;
  #process;
  #mark;

  constructor(folder, name, mayOverlap) {
    this.#folder = folder;
    this.#name = name;
    this.#mayOverlap = mayOverlap;
    this.#process = `${process.pid}.${startTimeOf(process.pid)}`; // A pid comes back in a run of an hour.
    this.#mark = join(folder, `${name}.serving`, this.#process);
  }

  /** From here on no other process of this provider may serve. */
  serves() {
    const lives = join(this.#folder, `${this.#name}.serving`);
    mkdirSync(lives, { recursive: true });
    writeFileSync(this.#mark, '');
    for (const mark of readdirSync(lives)) {
      const [pid, startTime] = mark.split('.').map(Number);
      if (pid === process.pid || startTimeOf(pid) !== startTime) continue;
      if (!this.#mayOverlap) appendFileSync(join(this.#folder, 'violations'), `${this.#name}: process ${process.pid} is loaded while ${pid} serves\n`);
    }
  }

  /** It stays as a client only. */
  servesNoMore() {
    unlinkSync(this.#mark);
  }

  /** One line a write; it outlives this process. Answers who has written it, and which of this process it was. */
  write(id, count) {
    appendFileSync(join(this.#folder, `${this.#name}.journal`), `${id} ${this.#process} ${count}\n`);
    return `${this.#process} ${count}`;
  }
}

/** Undefined for one that runs no more; a zombie does not. */
function startTimeOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return 'ZX'.includes(fields[0]) ? undefined : Number(fields[19]);
  } catch {
    return undefined;
  }
}
