/** Looks after the host through its objects: what a provider may do as its client. */
import { defineClass, defineProvider, serve, Type } from '@provost/sdk';

export const Foreman = defineClass('Foreman', {
  key: [], properties: {},
  methods: {
    loaded: { static: true, returns: Type.Array(Type.String()) },
    hire: { static: true, params: { path: Type.String() }, returns: Type.String() },
    order: { static: true, params: { name: Type.String(), method: Type.String() } },
    dismiss: { static: true, params: { name: Type.String() } },
  },
});

const foreman = defineProvider({ name: 'foreman', namespace: 'root/works' }).serves(Foreman, {
  methods: {
    loaded: async (_args, _state, { host }) => {
      const names = [];
      for await (const { name } of host.list('root:LoadedProvider')) names.push(name);
      return names;
    },
    hire: async ({ path }, _state, { host }) => (await host.create('root:ProviderRegistration', { path })).path,
    order: async ({ name, method }, _state, { host }) => void (await host.invoke(`root:ProviderRegistration.name="${name}"`, method)),
    dismiss: ({ name }, _state, { host }) => host.delete(`root:ProviderRegistration.name="${name}"`),
  },
});

export default foreman;
serve(foreman);
