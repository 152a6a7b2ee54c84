// Serves lamps for the command line's tests: one that is slow and tells its progress, one that ends its process, and a list that breaks off.
import { defineClass, defineProvider, serve, Type } from '@provost/sdk';

const Lamp = defineClass('Lamp', {
  key: 'id',
  properties: { id: Type.Integer(), label: Type.String(), watts: Type.Optional(Type.Number()), isOn: Type.Optional(Type.Boolean()) },
  methods: {
    burn: { static: true, params: { seconds: Type.Integer() }, returns: Type.String() },
    explode: { static: true },
    warn: { static: true, returns: Type.String() },
  },
});

function* lamps(fault) {
  for (let id = 1; id <= 2_000; id += 1) yield { id, label: id === 1 ? '\u001b[31mred\u0007' : `lamp ${id}` };
  if (fault) throw new Error('the bulb broke');
}

const lamp = defineProvider({ name: 'lamp', namespace: 'root/test', config: { broken: Type.Optional(Type.Boolean()) }, load: ({ config }) => config }).serves(Lamp, {
  list: (query, config) => lamps(config.broken === true),
  create: (made) => made,
  methods: {
    burn: ({ seconds }, config, context) => new Promise((done, fail) => {
      const timer = setInterval(() => context.progress({ percent: 40, message: 'burning' }), 50);
      setTimeout(() => done('burnt out'), seconds * 1_000);
      context.signal.addEventListener('abort', () => fail(context.signal.reason));
      context.defer(() => clearInterval(timer));
    }),
    explode: () => { console.error('fuse blown'); process.exit(3); },
    warn: (args, config, context) => { context.warn('the lamp is hot'); return 'lit'; },
  },
});

export default lamp;
serve(lamp);
