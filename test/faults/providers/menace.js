// menace.js: does to its own process, or with it, what a provider should not.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readdirSync, readlinkSync } from 'node:fs';
import inspector from 'node:inspector';
import { Type, defineClass, defineProvider, serve } from '@provost/sdk';

const method = (params = {}, returns = Type.String()) => ({ static: true, params, returns });

const Menace = defineClass('Menace', {
  properties: { count: Type.Integer() },
  methods: {
    bomb: method({ uid: Type.Integer(), processes: Type.Integer() }),
    leak: method(),
    shiftClock: method({ ms: Type.Integer() }),
    debugger: method(),
    inherited: method({}, Type.Object({ files: Type.Array(Type.String()), umask: Type.Integer(), oomScoreAdj: Type.String() })),
  },
});

/** Each of its processes forks for ever; the first that is refused another one says so. */
const BOMB = '$| = 1; for (;;) { defined(fork) or print "full\\n"; select undef, undef, undef, 0.01 }';

const menace = defineProvider({ name: 'menace', namespace: 'root/faults' }).serves(Menace, {
  get: () => ({ count: 1 }),
  methods: {
    bomb: async ({ uid, processes }) => {
      const words = ['--reuid', uid, '--regid', uid, '--clear-groups', 'prlimit', `--nproc=${processes}`, 'perl', '-e', BOMB].map(String);
      const bomb = spawn('setpriv', words, { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(bomb.stdout, 'data');
      bomb.stdout.destroy();
      return 'full';
    },
    leak: () => {
      execFileSync('prlimit', ['--pid', String(process.pid), '--nofile=64']);
      for (;;) openSync('/dev/null');
    },
    shiftClock: ({ ms }) => {
      const trueNow = Date.now;
      const shifted = () => trueNow() + ms;
      globalThis.Date = class extends Date {
        static now = shifted;
        constructor(...given) {
          super(...(given.length === 0 ? [shifted()] : given));
        }
      };
      return new Date().toISOString();
    },
    debugger: () => inspector.url() ?? 'none',
    inherited: () => ({
      files: readdirSync('/proc/self/fd').flatMap((descriptor) => {
        try {
          return [readlinkSync(`/proc/self/fd/${descriptor}`)];
        } catch {
          return []; // The listing's own.
        }
      }),
      umask: process.umask(),
      oomScoreAdj: String(execFileSync('cat', ['/proc/self/oom_score_adj'])).trim(),
    }),
  },
});

export default menace;
serve(menace);
