/** Vehicles that are changed, called and deleted: cars, and trucks that derive from them, in `root/road`. */
import { defineClass, defineProvider, serve, Type } from '@provost/sdk';

export const Vehicle = defineClass('Vehicle', {
  key: 'plate', abstract: true,
  properties: { plate: Type.String(), wheels: Type.Integer({ minimum: 1 }) },
  methods: { honk: { returns: Type.String() } },
});
export const Car = defineClass('Car', { extends: Vehicle });
export const Truck = defineClass('Truck', { extends: Car, properties: { tons: Type.Integer() } });

/** Rows in memory, with a voice. */
function served(rows, voice) {
  const all = new Map(rows.map((row) => [row.plate, row]));
  return {
    get: ({ plate }) => all.get(plate),
    list: () => [...all.values()],
    modify: ({ plate }, patch, _state, context) => {
      const row = all.get(plate) ?? context.fail('NOT_FOUND');
      all.set(plate, { ...row, ...patch });
      return all.get(plate);
    },
    delete: ({ plate }, _state, context) => void (all.delete(plate) || context.fail('NOT_FOUND')),
    methods: { honk: ({ plate }) => `${plate}: ${voice}` },
  };
}

const vehicles = defineProvider({ name: 'vehicles', namespace: 'root/road' })
  .serves(Vehicle, { methods: { honk: () => 'nobody' } })
  .serves(Car, served([{ plate: 'c1', wheels: 4 }], 'beep'))
  .serves(Truck, served([{ plate: 't1', wheels: 6, tons: 7 }], 'boom'));

export default vehicles;
serve(vehicles);
