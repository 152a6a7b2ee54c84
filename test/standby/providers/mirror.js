// Tells how its process looks from inside, and starts what outlives a careless end.
import { defineClass, defineProvider, serve, Type } from '@provost/sdk';
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const importedIn = process.cwd();
console.log('imported');

/** What may differ between two processes of one provider: its pid, and the name in its tag. */
const look = () => JSON.stringify({
  importedIn, directory: process.cwd(), arguments: process.argv, execArguments: process.execArgv, execPath: process.execPath, url: import.meta.url, folder: import.meta.dirname,
  environment: { ...process.env, PROVOST_ACTIVATION: undefined }, kernelEnvironment: Object.keys(process.env).sort(), umask: process.umask(), title: process.title,
  descriptors: readFileSync('/proc/self/status', 'latin1').split('\n').filter((line) => /^(Groups|Cpus_allowed|Seccomp|NoNewPrivs|SigIgn):/.test(line)),
});

const Mirror = defineClass('Mirror', {
  key: 'id',
  properties: { id: Type.String() },
  methods: {
    look: { static: true, params: {}, returns: Type.String() },
    pid: { static: true, params: {}, returns: Type.Integer() },
    tag: { static: true, params: {}, returns: Type.String() },
    /** A process in a session of its own, whose parent is gone; its pid. */
    startDaemon: { static: true, params: {}, returns: Type.Integer() },
    /** A child of a child, and the tag that it sees. */
    tagOfGrandchild: { static: true, params: {}, returns: Type.String() },
    exit: { static: true, params: { code: Type.Integer() } },
  },
});

const provider = defineProvider({
  name: 'mirror',
  namespace: 'root/mirror',
  load: (context) => { context.log(`loaded ${context.name}`); },
}).serves(Mirror, {
  methods: {
    look,
    pid: () => process.pid,
    tag: () => process.env.PROVOST_ACTIVATION,
    startDaemon: () => Number(spawnSync('setsid', ['sh', '-c', 'sleep 1000 >/dev/null 2>&1 & echo $!']).stdout),
    tagOfGrandchild: () => spawnSync('sh', ['-c', `sh -c 'echo $PROVOST_ACTIVATION'`]).stdout.toString().trim(),
    exit: ({ code }) => {
      spawn('true').once('exit', () => process.exit(code));
      return new Promise(() => {});
    },
  },
});

export default provider;
serve(provider);
