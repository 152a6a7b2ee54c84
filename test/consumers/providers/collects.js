/** Writes the number of each event to a file, a line each, by one write for each batch; fails for numbers that its consumer calls poison. Its class is `Collector` in `root/collects`. */
import { defineClass, defineConsumer, defineProvider, serve, ProviderError, Type } from '@provost/sdk';
import { appendFileSync } from 'node:fs';

const Collector = defineConsumer('Collector', {
  key: 'Name',
  properties: { Name: Type.String(), File: Type.String(), Poison: Type.Optional(Type.Integer()) },
});
const Sink = defineClass('Sink', { key: 'id', properties: { id: Type.String() }, methods: { opened: { static: true, returns: Type.Object({ opened: Type.Integer(), closed: Type.Integer() }) } } });

const counts = { opened: 0, closed: 0 };

const collects = defineProvider({ name: 'collects', namespace: 'root/collects' })
  .consumes(Collector, {
    open: (consumer) => {
      counts.opened += 1;
      return consumer;
    },
    deliver: (events, { File, Poison }) => {
      if (Poison !== undefined && events.some(({ number }) => number === Poison)) throw new ProviderError('FAILED', {}, { message: `${Poison} is poison.` });
      appendFileSync(File, events.map(({ number, __CLASS }) => `${number ?? __CLASS}\n`).join(''));
    },
    close: () => { counts.closed += 1; },
  })
  .serves(Sink, { methods: { opened: () => counts } });

export default collects;
serve(collects);
