/** Compiled, never run: what is written for properties of instances that the host keeps is typed by their class. */
import { defineClass, defineProvider, Type } from '@provost/sdk';
import type { ObjectsOf } from '@provost/protocol';

const Machine = defineClass('Machine', {
  key: 'name',
  properties: { name: Type.String(), heat: Type.Optional(Type.Number()), seenAt: Type.Optional(Type.DateTime()), place: Type.String() },
});
const provider = defineProvider({ name: 'works', namespace: 'root/works', load: () => ({ speeds: new Map<string, number>() }) });

const works = provider.provides(Machine, {
  operations: ['get', 'list'],
  properties: {
    heat: {
      get: ({ name }, { speeds }) => speeds.get(name),
      set: ({ name }, value, { speeds }, context) => {
        context.log(value.toFixed());
        speeds.set(name, value);
      },
    },
    seenAt: { getAll: (keys) => keys.map(({ name }) => (name === '' ? undefined : new Date())) },
  },
});

export async function asClientsSee(objects: ObjectsOf<typeof works>): Promise<void> {
  const { heat } = await objects.Machine.get({ name: 'lathe' });
  heat?.toFixed();
}

// @ts-expect-error -- A property that is always there cannot be dynamic.
provider.provides(Machine, { properties: { place: { get: () => 'hall' } } });
// @ts-expect-error -- What is read is of the property's type.
provider.provides(Machine, { properties: { heat: { get: () => 'warm' } } });
// @ts-expect-error -- One way to read is enough.
provider.provides(Machine, { properties: { heat: { get: () => 1, getAll: (keys) => keys.map(() => 1) } } });
// @ts-expect-error -- A property that cannot be read cannot be set either.
provider.provides(Machine, { properties: { heat: { set: () => undefined } } });
// @ts-expect-error -- A singleton's provider has no operations but the five.
provider.provides(Machine, { properties: {}, operations: ['invoke'] });
