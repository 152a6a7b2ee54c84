/** A program that measures by itself, and serves what it measures while it is attached: node examples/thermometer/thermometer.js */
import { attach, defineClass, defineEvent, defineProvider, Type } from '@provost/sdk';

const Thermometer = defineClass('Thermometer', {
  key: 'room',
  properties: {
    room: Type.String(),
    celsius: Type.Number(),
    measurements: Type.Integer({ description: 'How often it has measured since the program was started.' }),
  },
  methods: {
    calibrate: { description: 'Adds to whatever is measured from now on.', params: { offset: Type.Number({ minimum: -5, maximum: 5 }) }, returns: Type.Number() },
  },
});

const TooWarm = defineEvent('TooWarm', { properties: { room: Type.String(), celsius: Type.Number() } });
const WARM_CELSIUS = 25;

/** The program's own world: it is there before any host, and outlives it. */
const rooms = new Map([['kitchen', 21], ['cellar', 12], ['attic', 27]].map(([room, celsius]) => [room, { room, celsius, offset: 0, measurements: 0, isWarm: false }]));
/** Those who want to know, while somebody watches. */
const raises = new Set();

/** A draught here, the sun there. */
function measure() {
  for (const one of rooms.values()) {
    one.measurements += 1;
    one.celsius += Math.sin(one.measurements + one.celsius) / 10;
    judge(one);
  }
}

/** Told once, when it has become too warm. */
function judge(one) {
  const { room, celsius } = read(one);
  const wasWarm = one.isWarm;
  one.isWarm = celsius > WARM_CELSIUS;
  if (one.isWarm && !wasWarm) for (const raise of raises) raise({ room, celsius });
}

function read({ room, celsius, offset, measurements }) {
  return { room, celsius: Math.round((celsius + offset) * 10) / 10, measurements };
}

const thermometer = defineProvider({ name: 'thermometer', namespace: 'root/home' }).serves(Thermometer, {
  get: ({ room }) => (rooms.has(room) ? read(rooms.get(room)) : undefined),
  list: () => [...rooms.values()].map(read),
  methods: {
    calibrate({ room }, { offset }, _state, context) {
      const found = rooms.get(room);
      if (found === undefined) context.fail('NOT_FOUND', {}, { message: `There is no thermometer in the ${room}.` });
      found.offset = offset;
      judge(found);
      return read(found).celsius;
    },
  },
}).raises(TooWarm, {
  start(raise) {
    raises.add(raise);
    return () => raises.delete(raise);
  },
});

measure();
const timer = setInterval(measure, 1000);
const attached = await attach(thermometer, {
  waitForHost: true, // It may be started before the host is.
  onChange: ({ state, why }) => console.log(why === undefined ? state : `${state}: ${why.message} ${why.remedy}`),
});
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    await attached.detach(); // Whoever is being answered has the answer first.
    clearInterval(timer);
  });
}
