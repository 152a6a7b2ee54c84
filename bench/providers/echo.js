/** What the bench asks of a provider: a method that answers at once, a million rows of some 200 bytes, and a process that kills itself. */
import { defineClass, defineProvider, serve, Type } from '@provost/sdk';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { madeRows } from './made-rows.js';

const Echo = defineClass('Echo', {
  key: 'id',
  properties: { id: Type.Integer() },
  methods: {
    echo: { static: true, params: { n: Type.Integer() }, returns: Type.Integer() },
    /** Starts ten processes that stay: children, some in sessions of their own, some of them given to init. Their pids. */
    breed: { static: true, returns: Type.Array(Type.Integer()) },
    /** Notes the moment in a file, then kills its own process. */
    die: { static: true, params: { stampFile: Type.String() } },
  },
});

const Row = defineClass('Row', {
  key: 'id',
  properties: { id: Type.Integer(), name: Type.String(), path: Type.String(), state: Type.String(), sizeBytes: Type.Integer(), share: Type.Number(), owner: Type.String(), isActive: Type.Boolean() },
});

/** The first hundred thousand rows, as a class of their own. */
const Page = defineClass('Page', { key: 'id', properties: Row.properties });

/** Every other one in a session of its own, and of these every other one by a process that has ended. */
function startOne(index) {
  const sleep = `${index % 2 === 0 ? '' : 'setsid '}sleep 1000 > /dev/null & echo $!`;
  return Number(execFileSync('sh', ['-c', index % 4 === 3 ? `(${sleep})` : sleep], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
}

const provider = defineProvider({ name: 'bench', namespace: 'root/bench' })
  .serves(Echo, {
    methods: {
      echo: ({ n }) => n,
      breed: () => Array.from({ length: 10 }, (_, index) => startOne(index)),
      die: ({ stampFile }) => {
        writeFileSync(stampFile, String(process.hrtime.bigint()));
        process.kill(process.pid, 'SIGKILL');
      },
    },
  })
  .serves(Row, { list: ({ limit }) => madeRows(limit ?? 1_000_000) })
  .serves(Page, { list: () => madeRows(100_000) });

export default provider;
serve(provider);
