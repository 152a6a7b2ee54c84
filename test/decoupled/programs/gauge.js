/** A program that lives by itself and attaches: gauges to read and to set, and methods that take their time. */
import { Type, defineClass, defineProvider } from '@provost/sdk';
import { attachAndObey, say } from './attach-and-obey.js';

const { provider: name = 'gauge', className = 'Gauge', namespace = 'root/lab', store, attach, config = {}, failsToLoad = false } = JSON.parse(process.argv[2]);
let loads = 0;
let finish = () => undefined;

const Gauge = defineClass(className, {
  key: 'id',
  properties: { id: Type.String(), value: Type.Integer(), loads: Type.Integer(), pid: Type.Integer() },
  methods: {
    set: { params: { value: Type.Integer() } },
    /** Ends when the program is told to finish. */
    hang: { static: true, returns: Type.String() },
    /** What each way to stay loaded answers. */
    stay: { static: true, returns: Type.String() },
    /** What it reads of another gauge by way of its host. */
    ask: { static: true, params: { path: Type.String() }, returns: Type.Integer() },
  },
});

const gauge = defineProvider({
  name, namespace, store,
  config: { unit: Type.String({ default: 'C' }) },
  load(context) {
    loads += 1;
    if (failsToLoad) throw new Error('the sensor is not there');
    context.defer(() => say({ deferred: true }));
    return { values: new Map([['a', 20]]), unit: context.config.unit, context };
  },
  release(reason) { say({ released: reason }); },
}).serves(Gauge, {
  get: ({ id }, { values }) => (values.has(id) ? { id, value: values.get(id), loads, pid: process.pid } : undefined),
  *list(query, { values }) {
    for (const [id, value] of values) yield { id, value, loads, pid: process.pid };
  },
  methods: {
    set: ({ id }, { value }, { values }) => { values.set(id, value); },
    hang: (_args, _state, { signal }) => new Promise((resolve, reject) => {
      say({ hanging: true });
      finish = () => resolve('finished');
      signal.addEventListener('abort', () => { say({ aborted: true }); reject(signal.reason); });
    }),
    stay: (_args, state, context) => {
      const hold = context.hold('a look');
      context.keepWarm('2m');
      const said = [context.refuseUnload('a look'), state.context.refuseUnload(), context.requestUnload(), context.requestUnload()];
      hold.end();
      return said.join(' ');
    },
    ask: async ({ path }, _state, { host }) => (await host.get(path)).value,
  },
});

await attachAndObey(gauge, { ...attach, config }, { finish: () => finish() });
