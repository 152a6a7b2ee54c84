/** A program that lives by itself and attaches as a consumer of events: it says what it is given. */
import { Type, defineConsumer, defineProvider } from '@provost/sdk';
import { attachAndObey, say } from './attach-and-obey.js';

const { attach } = JSON.parse(process.argv[2]);
const Pager = defineConsumer('Pager', { key: 'Name', properties: { Name: Type.String() } });

const pager = defineProvider({ name: 'pager', namespace: 'root/lab' }).consumes(Pager, {
  open({ Name }) {
    say({ opened: Name });
    return Name;
  },
  deliver(events) { say({ paged: events.map(({ n, __CLASS }) => n ?? __CLASS) }); },
});

await attachAndObey(pager, attach);
