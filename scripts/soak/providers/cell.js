// cell.js: counts, in a namespace of its own.
import { Type, defineClass, defineProvider, serve } from '@provost/sdk';

const Cell = defineClass('Cell', { properties: { count: Type.Integer() }, methods: { count: { static: true, returns: Type.Integer() } } });

const cell = defineProvider({ name: 'cell', namespace: process.env.SOAK_NAMESPACE ?? 'root/cell', load: () => ({ count: 0 }) }).serves(Cell, {
  get: (_key, { count }) => ({ count }),
  methods: { count: (_args, state) => (state.count += 1) },
});

export default cell;
serve(cell);
