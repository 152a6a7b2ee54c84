/** A program that lives by itself and attaches: it raises alarms while somebody watches, tells of its runs, and has the readings of probes that the host keeps. */
import { Type, defineClass, defineEvent, defineProvider } from '@provost/sdk';
import { attachAndObey, say } from './attach-and-obey.js';

const { attach, pushes = false } = JSON.parse(process.argv[2]);
const id = { id: Type.String() };

const Warning = defineEvent('Warning', { abstract: true, properties: { n: Type.Integer() } });
const Alarm = defineEvent('Alarm', { extends: Warning, properties: {} });
const Run = defineClass('Run', { key: 'id', properties: { ...id, passed: Type.Boolean() }, methods: { ring: { static: true, params: { n: Type.Integer() }, returns: Type.Integer() } } });
const Probe = defineClass('Probe', { key: 'id', properties: { ...id, place: Type.Optional(Type.String()), heat: Type.Optional(Type.Integer()), level: Type.Optional(Type.Integer()) } });
const Stock = defineClass('Stock', { key: 'id', properties: id });

const runs = new Map();
const alarms = new Set();
const levels = new Map();

const bench = defineProvider({ name: 'bench', namespace: 'root/lab' })
  .serves(Warning, {})
  .raises(Alarm, {
    start(raise, _state, { bookmark, queries }) {
      alarms.add(raise);
      say({ raising: { bookmark, queries: queries.map(({ query }) => query) } });
      return () => {
        alarms.delete(raise);
        say({ raisesNoMore: true });
      };
    },
  })
  .serves(Run, {
    get: ({ id: run }) => runs.get(run),
    list: () => runs.values(),
    create: (run) => { runs.set(run.id, run); },
    methods: {
      ring(_args) {
        for (const raise of alarms) raise({ n: _args.n }, { bookmark: `after ${_args.n}` });
        return alarms.size;
      },
    },
  })
  .provides(Probe, {
    properties: {
      heat: { get: ({ id: probe }) => probe.length },
      level: { get: ({ id: probe }) => levels.get(probe), set: ({ id: probe }, level) => { levels.set(probe, level); } },
    },
  });

await attachAndObey(pushes ? bench.pushes(Stock) : bench, attach);
