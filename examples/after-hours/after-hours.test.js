import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { load } from '@provost/testing';
import afterHours, { books } from './after-hours.js';

test('released, it goes on as a client until it has caught up; a request meanwhile finds it at work', async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'after-hours-'));
  after(() => rm(dataDirectory, { recursive: true }));
  const p = await load(afterHours, { dataDirectory, config: { paceMs: 20 } });
  after(() => p.release());

  for (let n = 0; n < 25; n++) await p.Sales.enter({ product: 'tea', amount: 2 });
  assert.equal((await p.idleFor('30s')).state, 'client');
  const { entries, pending } = await p.Sales.get();
  assert.equal(entries + pending, 25);

  assert.equal((await p.idleFor('30s')).state, 'client');
  await books.get(dataDirectory).caughtUp();
  assert.deepEqual(JSON.parse(await readFile(join(dataDirectory, 'summary.json'), 'utf8')), { entries: 25, total: 50 });
});
