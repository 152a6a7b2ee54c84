/** Provides how busy this machine is and its message of the day, of objects that the host keeps: provost create root/machine:Machine name=$(hostname) place=cellar. */
import { readFile, writeFile } from 'node:fs/promises';
import { freemem, hostname, loadavg, totalmem, uptime } from 'node:os';
import { join } from 'node:path';
import { defineClass, defineProvider, serve, Type } from '@provost/sdk';

export const Machine = defineClass('Machine', {
  key: 'name',
  properties: {
    name: Type.String({ minLength: 1, description: 'As hostname says it; of another machine nothing is known but what was written down.' }),
    place: Type.Optional(Type.String({ description: 'Where it stands.' })),
    load: Type.Optional(Type.Number({ description: 'How many processes wanted to run at the same time, over the last minute.' })),
    freeBytes: Type.Optional(Type.Integer({ description: 'Memory that is free.' })),
    totalBytes: Type.Optional(Type.Integer()),
    upSeconds: Type.Optional(Type.Integer({ description: 'How long it has been up.' })),
    motd: Type.Optional(Type.String({ maxLength: 200, description: 'The message of the day.' })),
  },
});

/** Of the machine that this runs on alone. */
const here = (read) => ({ get: ({ name }, state) => (name === hostname() ? read(state) : undefined) });

const hostinfo = defineProvider({
  name: 'hostinfo',
  namespace: 'root/machine',
  config: { motd: Type.Optional(Type.String({ description: 'The file with the message of the day; by default one of the provider\'s own.' })) },
  load: ({ config, dataDirectory }) => ({ motd: config.motd ?? join(dataDirectory, 'motd') }),
}).provides(Machine, {
  properties: {
    load: here(() => loadavg()[0]),
    freeBytes: here(freemem),
    totalBytes: here(totalmem),
    upSeconds: here(() => Math.floor(uptime())),
    motd: {
      ...here(({ motd }) => readFile(motd, 'utf8').catch((error) => {
        if (error.code !== 'ENOENT') throw error; // Nobody has written one yet.
      })),
      set: async ({ name }, text, { motd }, context) => {
        if (name !== hostname()) context.fail('NOT_SUPPORTED', {}, { message: `${name} is another machine; this one is ${hostname()}.` });
        await writeFile(motd, text);
      },
    },
  },
});

export default hostinfo;
serve(hostinfo);
