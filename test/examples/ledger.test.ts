import { expect, test } from '@jest/globals';
import { clientOf, type HostClient } from '@provost/client';
import { load } from '@provost/testing';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ServedProvider } from '@provost/sdk';
import { failureOf } from '../support/providers.js';
import { startHost } from '../support/start-host.js';
import { example } from './as-a-person.js';

const ANN = 'root/bank:Account.id="ann"';
const BOB = 'root/bank:Account.id="bob"';

async function rowsOf(client: HostClient, name: string): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  for await (const row of client.list(`root/bank:${name}`)) found.push(row);
  return found;
}

test('money moves between accounts with one receipt for each transfer, and a transfer that is refused leaves neither', async () => {
  await using host = await startHost();
  await host.register(example('ledger'));
  const client = clientOf(host.door);
  await client.create('root/bank:Account', { id: 'ann', balance: 100 });
  await client.create('root/bank:Account', { id: 'bob', balance: 0 });
  const id = await client.invoke(ANN, 'transfer', { to: 'bob', amount: 30 }, { operationId: 'rent' });
  expect(await client.invoke(ANN, 'transfer', { to: 'bob', amount: 30 }, { operationId: 'rent' })).toBe(id);
  expect(await failureOf(client.invoke(BOB, 'transfer', { to: 'ann', amount: 31 }))).toMatchObject({ code: 'Insufficient', sentence: 'bob has 30.', facts: { balance: 30 } });
  expect(await failureOf(client.invoke(BOB, 'transfer', { to: 'eve', amount: 1 }))).toMatchObject({ code: 'NOT_FOUND', sentence: 'There is no account "eve".' });
  expect(await rowsOf(client, 'Account')).toEqual([{ id: 'ann', balance: 70 }, { id: 'bob', balance: 30 }]);
  expect(await rowsOf(client, 'Transfer')).toMatchObject([{ id, from: 'ann', to: 'bob', amount: 30 }]);
  const { dataDirectory } = await client.describe('ledger');
  expect(await readdir(join(dataDirectory, 'receipts'))).toEqual([`${String(id)}.txt`]);
});

test('a test of a provider with a store needs no host, and leaves nothing behind', async () => {
  const { default: ledger } = (await import(pathToFileURL(join(example('ledger'), 'ledger.js')).href)) as { readonly default: ServedProvider<never> };
  const p = (await load(ledger)) as unknown as { readonly Account: { create(account: object): Promise<unknown> } } & AsyncDisposable;
  await using _ = p;
  expect(await p.Account.create({ id: 'ann', balance: 7 })).toEqual({ id: 'ann', balance: 7 });
});
