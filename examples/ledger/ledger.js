/**
 * Accounts, and money that moves between them: provost call 'root/bank:Account.id="ann"' transfer to=bob amount=5. What is in the store is changed whole or not at all; the receipt,
 * a file, lies outside it, and is taken back where its transfer was not committed.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineClass, defineProvider, serve, Type } from '@provost/sdk';

export const Account = defineClass('Account', {
  key: 'id',
  properties: {
    id: Type.String({ minLength: 1, maxLength: 64 }),
    balance: Type.Integer({ minimum: 0, description: 'In cents.' }),
  },
  methods: {
    transfer: {
      description: 'Moves money to another account; answers the id of the transfer, by which its receipt is named.',
      params: { to: Type.String(), amount: Type.Integer({ minimum: 1 }) },
      returns: Type.String(),
      errors: { Insufficient: { balance: Type.Integer() } },
    },
  },
});

export const Transfer = defineClass('Transfer', {
  key: 'id',
  properties: {
    id: Type.String(),
    from: Type.String(),
    to: Type.String(),
    amount: Type.Integer(),
    at: Type.DateTime(),
  },
});

const ledger = defineProvider({
  name: 'ledger',
  namespace: 'root/bank',
  store: true,
  undo: {
    removeReceipt: ({ file }) => rm(file, { force: true }), // It may run twice, or before there is a receipt.
  },
  async load(context) {
    const receipts = join(context.dataDirectory, 'receipts');
    await mkdir(receipts, { recursive: true });
    return { receipts };
  },
}).serves(Account, {
  get: ({ id }, state, context) => context.store(Account).get({ id }),
  list: (query, state, context) => context.store(Account).values(),
  create: (account, state, context) => context.store(Account).create(account),
  methods: {
    async transfer({ id: from }, { to, amount }, { receipts }, context) {
      const id = randomUUID();
      const file = join(receipts, `${id}.txt`);
      const step = context.undoStep('removeReceipt', { file });
      await writeFile(file, `${amount} from ${from} to ${to}\n`, { flush: true });
      return context.transaction((tx) => {
        const accounts = tx.store(Account);
        const [payer, payee] = [accounts.get({ id: from }), accounts.get({ id: to })];
        if (payer === undefined || payee === undefined) context.fail('NOT_FOUND', {}, { message: `There is no account "${payer === undefined ? from : to}".` });
        if (from === to) context.fail('INVALID_PARAMETER', {}, { message: 'An account cannot pay itself.' });
        if (payer.balance < amount) context.fail('Insufficient', { balance: payer.balance }, { message: `${from} has ${payer.balance}.`, remedy: 'Move less.' });
        accounts.put({ ...payer, balance: payer.balance - amount });
        accounts.put({ ...payee, balance: payee.balance + amount });
        tx.store(Transfer).create({ id, from, to, amount, at: new Date() });
        step.done(); // Forgotten in the same commit: from here on the receipt stays.
        return id;
      });
    },
  },
}).serves(Transfer, {
  get: ({ id }, state, context) => context.store(Transfer).get({ id }),
  list: (query, state, context) => context.store(Transfer).values(),
});

export default ledger;
serve(ledger);
