import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { load } from '@provost/testing';
import warmCache from './warm-cache.js';

test('the cache is kept for two minutes after the last request, and then let go', async () => {
  const p = await load(warmCache);
  after(() => p.release());

  const first = await p.PrimeCount.get({ below: 1000 });
  assert.equal(first.primes, 168);
  assert.ok(first.tookMs > 0);

  // Time passes without waiting: 90 s are more than ClearAfter, and less than keepWarm.
  assert.equal((await p.idleFor('90s')).state, 'held');
  assert.deepEqual(await p.PrimeCount.get({ below: 1000 }), { below: 1000, primes: 168, tookMs: 0 });

  assert.equal((await p.idleFor('90s')).state, 'held');
  assert.equal((await p.idleFor('60s')).state, 'unloaded');
  assert.ok((await p.PrimeCount.get({ below: 1000 })).tookMs > 0);
});
