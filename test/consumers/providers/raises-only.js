/** A provider of events alone: `Pinged` in `root/pings`, one at the start of each subscription and no more. */
import { defineEvent, defineProvider, serve, Type } from '@provost/sdk';

const Pinged = defineEvent('Pinged', { properties: { number: Type.Integer() } });

const raises = defineProvider({ name: 'raises-only', namespace: 'root/pings' }).raises(Pinged, { start: (raise) => { raise({ number: 1 }); } });

export default raises;
serve(raises);
