// Opens what would keep a process for ever: a timer, and a connection to the socket that its config names. It is pure or not as its config says.
import { connect } from 'node:net';
import { writeSync } from 'node:fs';
import { defineClass, defineProvider, Type } from '@provost/sdk';

console.log('imported');
const Word = defineClass('Word', { key: 'id', properties: { id: Type.String(), life: Type.Integer() } });
let lives = 0;

const definition = (pure) => defineProvider({
  name: 'lingers',
  namespace: 'root/test',
  pure,
  config: { socket: Type.Optional(Type.String()) },
  load(context) {
    lives++;
    console.log(`load ${lives}`);
    context.onExit(() => writeSync(1, `exit hook of life ${lives}\n`));
    if (context.config.socket !== undefined && lives === 1) {
      const timer = setInterval(() => {}, 1000);
      connect(context.config.socket).on('close', () => clearInterval(timer));
    }
    return { life: lives, context };
  },
  release: (reason, { context }) => {
    console.log(`released ${reason}`);
    setImmediate(() => setImmediate(() => console.log(`after: ${context.refuseUnload()} ${context.requestUnload()}`)));
  },
}).serves(Word, { get: ({ id }, { life }) => ({ id, life }) });

export const pure = definition(true);
export default definition(false);
