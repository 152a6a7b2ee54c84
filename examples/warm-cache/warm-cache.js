/** Counts primes, and remembers what it has counted: provost get 'root/app:PrimeCount.below=5000000'. */
import { defineClass, defineProvider, serve, Type } from '@provost/sdk';

export const PrimeCount = defineClass('PrimeCount', {
  key: 'below',
  properties: {
    below: Type.Integer({ minimum: 0, maximum: 50_000_000 }),
    primes: Type.Integer(),
    tookMs: Type.Number({ description: 'How long it took to count them; 0 when it was remembered.' }),
  },
});

function count(below) {
  const isComposite = new Uint8Array(below);
  let primes = 0;
  for (let number = 2; number < below; number++) {
    if (isComposite[number] === 1) continue;
    primes++;
    for (let multiple = number * number; multiple < below; multiple += number) isComposite[multiple] = 1;
  }
  return primes;
}

const warmCache = defineProvider({
  name: 'warm-cache',
  namespace: 'root/app',
  config: { keepWarm: Type.Optional(Type.String({ default: '2m', description: 'How long the cache outlives its last request.' })) },
  load(context) {
    // What is counted here costs seconds, so an idle provider is not unloaded at once: each request keeps it for two minutes more. After two
    // minutes without one it is unloaded like any other, cache and all; that is better than to refuse for ever.
    context.keepWarm(context.config.keepWarm);
    return { known: new Map() };
  },
}).serves(PrimeCount, {
  get({ below }, { known }) {
    const primes = known.get(below);
    if (primes !== undefined) return { below, primes, tookMs: 0 };
    const startedMs = performance.now();
    known.set(below, count(below));
    return { below, primes: known.get(below), tookMs: performance.now() - startedMs };
  },
});

export default warmCache;
serve(warmCache);
