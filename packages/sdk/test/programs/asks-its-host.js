/** Asks its host in the context of its load, of a request and of a job; and at its release without waiting for the answer. */
import { defineClass, defineProvider, serve, Type } from '@provost/sdk';

const Echo = defineClass('Echo', { key: 'id', properties: { id: Type.String(), rows: Type.Optional(Type.String()) } });

const echo = defineProvider({
  name: 'asks', namespace: 'root/test', pure: true,
  load: async (context) => {
    context.log('load got', await context.host.get('Price="load"'));
    return context;
  },
  release: (_reason, context) => {
    // Nobody waits for it; what it was told is in the log.
    context.host.get('Price="never"').catch((error) => { context.log('never:', error.message); });
  },
}).serves(Echo, {
  get: async ({ id }, _state, context) => {
    if (id === 'rows') {
      const rows = [];
      for await (const row of context.host.list('Price', { limit: 3 })) rows.push(row.id);
      return { id, rows: rows.join() };
    }
    if (id === 'job') context.background('look', async (job) => job.log('job got', await job.host.invoke('Price', 'count', { of: 'job' }, { operationId: 'once' })));
    else await context.host.get(`Price="${id}"`, { timeoutMs: 500 });
    return { id };
  },
});

export default echo;
serve(echo);
