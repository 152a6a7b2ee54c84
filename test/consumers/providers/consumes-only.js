/** An event consumer provider and nothing else: it writes `open`, the number of each event and `close` to the file of its consumer, a line each. Its class is `Line` in `root/lines`. */
import { defineConsumer, defineProvider, serve, Type } from '@provost/sdk';
import { appendFileSync } from 'node:fs';

const Line = defineConsumer('Line', { key: 'Name', properties: { Name: Type.String(), File: Type.String() } });

const write = ({ File }, line) => appendFileSync(File, `${line}\n`);

const consumes = defineProvider({ name: 'consumes-only', namespace: 'root/lines' }).consumes(Line, {
  open(consumer) {
    write(consumer, 'open');
    return consumer;
  },
  deliver: (events, consumer) => { for (const { number } of events) write(consumer, number); },
  close: (consumer) => { write(consumer, 'close'); },
});

export default consumes;
serve(consumes);
