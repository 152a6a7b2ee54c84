/** Gauges that the host keeps, and whose reading is asked for: a provider of properties and of nothing else, in `root/works`. */
import { defineClass, defineProvider, serve, Type } from '@provost/sdk';

export const Gauge = defineClass('Gauge', { key: 'name', properties: { name: Type.String(), reading: Type.Optional(Type.Integer()) } });

const gauges = defineProvider({ name: 'gauges', namespace: 'root/works' }).provides(Gauge, { properties: { reading: { get: ({ name }) => name.length } } });

export default gauges;
serve(gauges);
