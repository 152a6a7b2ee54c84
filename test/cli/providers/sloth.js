// Does everything later than any test waits: it answers no request, lets nothing go and, where its config says so, never finishes loading.
import { defineClass, defineProvider, serve, Type } from '@provost/sdk';

const never = () => new Promise(() => { setInterval(() => {}, 1e6); });

const Leaf = defineClass('Leaf', { key: 'id', properties: { id: Type.Integer() }, methods: { eat: { static: true } } });

const sloth = defineProvider({
  name: 'sloth', namespace: 'root/test', config: { sleepsAtOnce: Type.Optional(Type.Boolean()) },
  load: ({ config }) => (config.sleepsAtOnce ? never() : undefined),
  release: never,
}).serves(Leaf, { get: never, list: never, methods: { eat: never } });

export default sloth;
serve(sloth);
