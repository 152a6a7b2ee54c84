/** Machines that the host keeps, whose heat and speed are asked for when somebody wants them, in `root/works`. */
import { defineClass, defineProvider, serve, Type } from '@provost/sdk';

export const Machine = defineClass('Machine', {
  key: 'name',
  properties: {
    name: Type.String(),
    place: Type.Optional(Type.String({ default: 'hall' })),
    seats: Type.Optional(Type.Integer()),
    heat: Type.Optional(Type.Number({ description: 'Degrees.' })),
    speed: Type.Optional(Type.Integer({ minimum: 0, default: 7 })),
    seenAt: Type.Optional(Type.DateTime()),
  },
  methods: { ring: { returns: Type.String() } },
});

export const Pump = defineClass('Pump', { extends: Machine, properties: { litres: Type.Optional(Type.Integer()) } });

const heatOf = (name) => {
  if (name === 'melted') throw new Error('the sensor has melted');
  if (name === 'fatal') process.exit(7);
  return name === 'cold' ? undefined : name.length;
};

const properties = {
  heat: { get: ({ name }) => heatOf(name) },
  speed: {
    getAll: (keys, { speeds }) => keys.map(({ name }) => speeds.get(name)),
    set: ({ name }, value, { speeds }, context) => {
      if (value > 100) context.fail('SERVER_LIMITS_EXCEEDED', { limit: 100 }, { message: `${value} is faster than 100.` });
      speeds.set(name, Math.min(value, 98));
      return value > 98 ? 98 : undefined;
    },
  },
  seenAt: { get: () => new Date('2026-01-02T03:04:05Z') },
};

const machines = defineProvider({ name: 'machines', namespace: 'root/works', load: () => ({ speeds: new Map() }) })
  .provides(Machine, { properties, methods: { ring: ({ name }) => `ring ${name}` } })
  .provides(Pump, { properties, methods: { ring: ({ name }) => `splash ${name}` }, operations: ['get', 'list', 'create'] });

export default machines;
serve(machines);
