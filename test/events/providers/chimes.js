/** Another provider of the namespace, whose class of events derives from one that raiser has. */
import { Type, defineClass, defineEvent, defineProvider, serve } from '@provost/sdk';

const Happening = defineEvent('Happening', { abstract: true, properties: { n: Type.Integer() } });
const Chime = defineEvent('Chime', { extends: Happening, properties: { tone: Type.String() } });
const Chimes = defineClass('Chimes', { properties: {}, methods: { strike: { static: true, params: { n: Type.Integer() } } } });

const chimes = defineProvider({ name: 'chimes', namespace: 'root/test', load: () => ({ raise: undefined }) })
  .raises(Chime, {
    start(raise, state) {
      state.raise = raise;
      return () => (state.raise = undefined);
    },
  })
  .serves(Chimes, {
    methods: {
      strike({ n }, { raise }) {
        raise({ n, tone: 'c' });
      },
    },
  });

export default chimes;
serve(chimes);
