/** Serves one Clock for each time zone: provost get 'root/app:Clock.zone="Europe/Paris"'. */
import { defineClass, defineProvider, serve, Type } from '@provost/sdk';

const Clock = defineClass('Clock', {
  key: 'zone',
  properties: { zone: Type.String(), time: Type.String(), now: Type.DateTime() },
});

function read(zone) {
  const now = new Date();
  return { zone, time: now.toLocaleTimeString('en-GB', { timeZone: zone }), now };
}

const zones = new Set(['UTC', ...Intl.supportedValuesOf('timeZone')]);

const clock = defineProvider({ name: 'clock', namespace: 'root/app' }).serves(Clock, {
  get: ({ zone }) => (zones.has(zone) ? read(zone) : undefined),
  list: () => [...zones].map(read),
});

export default clock;
serve(clock);
