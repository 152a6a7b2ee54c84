/** What the bench asks of a provider: a method that answers at once, a million rows of some 200 bytes, and a process that kills itself. */
import { defineClass, defineProvider, serve, Type } from '@provost/sdk';
import { writeFileSync } from 'node:fs';

const Echo = defineClass('Echo', {
  key: 'id',
  properties: { id: Type.Integer() },
  methods: {
    echo: { static: true, params: { n: Type.Integer() }, returns: Type.Integer() },
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

function* rows(count) {
  for (let id = 0; id < count; id++) {
    yield { id, name: `process number ${id}`, path: `/usr/lib/some/where/bin/program-${id % 977}`, state: id % 3 === 0 ? 'running' : 'sleeping', sizeBytes: 4096 + id, share: (id % 100) / 100, owner: 'administrator', isActive: id % 2 === 0 };
  }
}

const provider = defineProvider({ name: 'bench', namespace: 'root/bench' })
  .serves(Echo, {
    methods: {
      echo: ({ n }) => n,
      die: ({ stampFile }) => {
        writeFileSync(stampFile, String(process.hrtime.bigint()));
        process.kill(process.pid, 'SIGKILL');
      },
    },
  })
  .serves(Row, { list: ({ limit }) => rows(limit ?? 1_000_000) })
  .serves(Page, { list: () => rows(100_000) });

export default provider;
serve(provider);
