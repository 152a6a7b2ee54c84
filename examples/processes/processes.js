/** Serves the processes of this machine, read from /proc (Linux): provost list root/machine:Process. */
import { readdir, readFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { defineClass, defineProvider, serve, Type } from '@provost/sdk';

export const Process = defineClass('Process', {
  key: 'pid',
  properties: {
    pid: Type.Integer({ minimum: 1 }),
    ppid: Type.Integer(),
    name: Type.String(),
    state: Type.String({ description: 'One letter, as in /proc: R running, S sleeping, Z a zombie, ...' }),
    rssBytes: Type.Integer(),
    startedAt: Type.DateTime(),
    command: Type.String({ description: 'The command line; empty for a thread of the kernel.' }),
  },
  methods: {
    signal: {
      description: 'Sends a signal by its name, such as SIGTERM.',
      params: { name: Type.String({ maxLength: 16 }) },
      errors: {
        Protected: { pid: Type.Integer(), why: Type.String() },
        NoSuchSignal: { name: Type.String() },
        NotPermitted: { pid: Type.Integer() },
      },
    },
  },
});

/** What the kernel counts in: ticks of 10 ms, and pages; both are fixed on the systems that Node runs on. */
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;

/** One process, or undefined where there is none, or it went while it was read. */
async function read(pid, bootedAtMs) {
  try {
    const [stat, command] = await Promise.all([readFile(`/proc/${pid}/stat`, 'latin1'), readFile(`/proc/${pid}/cmdline`, 'utf8')]);
    // The name stands in parentheses and may hold any character, parentheses too.
    const [open, close] = [stat.indexOf('('), stat.lastIndexOf(')')];
    const fields = stat.slice(close + 2).split(' ');
    return {
      pid,
      ppid: Number(fields[1]),
      name: stat.slice(open + 1, close),
      state: fields[0],
      rssBytes: Number(fields[21]) * PAGE_BYTES,
      startedAt: new Date(bootedAtMs + (Number(fields[19]) / TICKS_PER_SECOND) * 1000),
      command: command.replaceAll('\0', ' ').trimEnd(),
    };
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return undefined;
    throw error;
  }
}

async function* readAll(bootedAtMs) {
  for (const name of await readdir('/proc')) {
    const found = /^\d+$/.test(name) ? await read(Number(name), bootedAtMs) : undefined;
    if (found !== undefined) yield found;
  }
}

/** Why a process is not to be signalled, or undefined when it may be: what runs this provider must stay. */
async function reasonToSpare(pid, callerPid, bootedAtMs) {
  if (pid === 1) return 'it is the first process of the machine';
  if (pid === process.pid) return 'it is this provider itself';
  if (pid === callerPid) return 'it is the caller';
  for (let kin = await read(process.pid, bootedAtMs); kin !== undefined && kin.ppid > 1; kin = await read(kin.ppid, bootedAtMs)) {
    if (kin.ppid === pid) return 'this provider was started by it: it is its keeper or its host';
  }
  return undefined;
}

const processes = defineProvider({
  name: 'processes',
  namespace: 'root/machine',
  async load() {
    const [, seconds] = /^btime (\d+)$/m.exec(await readFile('/proc/stat', 'latin1'));
    return { bootedAtMs: Number(seconds) * 1000 };
  },
}).serves(Process, {
  get: ({ pid }, { bootedAtMs }) => read(pid, bootedAtMs),
  list: (query, { bootedAtMs }) => readAll(bootedAtMs),
  methods: {
    async signal({ pid }, { name }, { bootedAtMs }, context) {
      if (!Object.hasOwn(constants.signals, name)) {
        context.fail('NoSuchSignal', { name }, { message: `There is no signal "${name}".`, remedy: 'Name one as kill -l does, with SIG in front: SIGTERM.' });
      }
      const why = await reasonToSpare(pid, context.caller.pid, bootedAtMs);
      if (why !== undefined) context.fail('Protected', { pid, why }, { message: `Process ${pid} is not signalled: ${why}.`, remedy: 'Signal another process.' });
      try {
        process.kill(pid, name);
      } catch (error) {
        if (error.code === 'ESRCH') context.fail('NOT_FOUND', {}, { message: `There is no process ${pid}.` });
        if (error.code === 'EPERM') {
          context.fail('NotPermitted', { pid }, { message: `This provider's user may not signal process ${pid}.`, remedy: 'Run the host as a user that may.' });
        }
        throw error;
      }
    },
  },
});

export default processes;
serve(processes);
