/** What the clients of the soak ask of which provider, and what they may be told. */
import { drawWeighted } from './draw.mjs';

const thing = (name, className) => ({ name, path: `scripts/soak/providers/${name}.js`, class: `root/soak:${className}`, key: 'id="7"', call: ['echo', (n) => ({ n }), (n) => n] });

export const TARGETS = [
  thing('quick', 'Quick'),
  thing('slow', 'Slow'),
  thing('stays', 'Stays'),
  thing('warm', 'Warm'),
  { name: 'python-clock', path: 'examples/python-clock', class: 'root/python:Clock', key: 'zone="UTC"', call: ['wait', () => ({ seconds: 0.01 }), () => 0.01] },
];

/** Python is the slowest to start by far, and is asked the less. */
const weightOf = ({ name }) => (name === 'python-clock' ? 1 : 6);

async function drain(rows) {
  for await (const row of rows) if (row === undefined) throw new Error('a row is missing');
}

async function invoke(client, target, n) {
  const [method, argumentsOf, answerOf] = target.call;
  const answer = await client.invoke(target.class, method, argumentsOf(n));
  if (answer !== answerOf(n)) throw new Error(`${method} answered ${answer} instead of ${answerOf(n)}`);
}

/** Each with its weight, its name, what it does, and the errors that are an answer to it too. */
const REQUESTS = [
  [30, 'get', (client, { class: name, key }) => client.get(`${name}.${key}`), []],
  [12, 'list', (client, target) => drain(client.list(target.class)), []],
  [20, 'invoke', invoke, []],
  [8, 'load', (client, { name }) => client.load(name), []],
  [20, 'unload', (client, { name }) => client.unload(name), ['PROVIDER_BUSY']],
  [4, 'restart', (client, { name }) => client.restart(name), ['PROVIDER_BUSY']],
  [4, 'cancelled get', (client, { class: name, key }, n) => client.get(`${name}.${key}`, { signal: AbortSignal.timeout(n % 40) }), ['OPERATION_CANCELLED']],
  [1, 'set ClearAfter', (client, _, n) => client.set('clear-after.object', `${[0, 20, 100, 1_000][n % 4]}ms`), []],
  [1, 'set standby', (client, _, n) => client.set('standby', String(n % 3)), []],
];

/** The next request of a client to one of the targets: what it is called, of whom, and how it is asked. */
export function drawRequest(random, targets) {
  const [, target] = drawWeighted(random, targets.map((one) => [weightOf(one), one]));
  const [, name, ask, expected] = drawWeighted(random, REQUESTS);
  const n = Math.floor(random() * 1_000);
  return { name, target: target.name, expected, ask: (client) => ask(client, target, n) };
}
