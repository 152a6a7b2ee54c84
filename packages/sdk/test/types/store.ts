/** Compiled, never run: the store is typed by the class, undo steps by how they are written, and wrong code is red. */
import { defineClass, defineProvider, Type, type Context, type LoadContext, type StoreOf, type UndoStep } from '@provost/sdk';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function holds<T extends true>(): T | void {}

const Account = defineClass('Account', {
  key: 'id',
  properties: { id: Type.String(), balance: Type.Integer(), kind: Type.Optional(Type.Enum(['plain', 'gold'], { default: 'plain' })), note: Type.Optional(Type.String()) },
  methods: { transfer: { params: { to: Type.String(), amount: Type.Integer() }, returns: Type.String(), errors: { Insufficient: { balance: Type.Integer() } } } },
});
const Visit = defineClass('Visit', { key: ['place', 'at'], properties: { place: Type.String(), at: Type.DateTime(), size: Type.Int64({ readOnly: true }) } });
const Setting = defineClass('Setting', { properties: { level: Type.Integer() } });

type Stored = { id: string; balance: number; kind: 'plain' | 'gold'; note?: string | undefined };
holds<Same<ReturnType<StoreOf<typeof Account>['create']>, Stored>>();

const ledger = defineProvider({
  name: 'ledger',
  namespace: 'root/bank',
  store: true,
  config: { folder: Type.String() },
  credentials: ['token'],
  undo: {
    removeReceipt: async ({ file }: { file: string }, context) => {
      holds<Same<typeof context.config, { folder: string }>>();
      holds<Same<typeof context.cause, 'failed' | 'died'>>();
      context.credential('token');
      // @ts-expect-error -- Not a credential that it asked for.
      context.credential('other');
      await Promise.resolve(file);
      context.transaction((tx) => tx.store(Account).delete({ id: file }));
    },
    cancelOrder: ({ number, tags }: { number: number; tags?: readonly string[] }) => { void [number, tags]; },
  },
  load(context) {
    holds<Same<ReturnType<typeof context.undoStep>, UndoStep>>();
    context.undoStep('removeReceipt', { file: 'x' });
    // @ts-expect-error -- No such step.
    context.undoStep('remove', { file: 'x' });
    const visits = context.store(Visit);
    visits.put({ place: 'x', at: new Date(), size: 1n });
    visits.get({ place: 'x', at: new Date() });
    visits.values({ from: { place: 'x' }, within: {}, reverse: true, limit: 3 });
    // @ts-expect-error -- A part of the key is missing.
    visits.get({ place: 'x' });
    // @ts-expect-error -- What the provider alone sets is set by it, so it is not left out.
    visits.put({ place: 'x', at: new Date() });
    // @ts-expect-error -- A range is of keys.
    visits.values({ from: { size: 1n } });
    const settings = context.store(Setting);
    settings.get();
    settings.delete();
    settings.put({ level: 3 });
    context.background('fill', (job) => { job.undoStep('cancelOrder', { number: 7 }).done(); });
    return { folder: context.config.folder };
  },
}).serves(Account, {
  get: ({ id }, _state, context) => context.store(Account).get({ id }),
  list: (_query, _state, context) => context.store(Account).values(),
  create: (account, _state, context) => context.store(Account).create(account),
  modify: ({ id }, patch, _state, context) => context.store(Account).modify({ id }, patch),
  delete: ({ id }, _state, context) => context.store(Account).delete({ id }),
  methods: {
    transfer: async ({ id }, { to, amount }, { folder }, context) => {
      const step = context.undoStep('removeReceipt', { file: folder });
      // @ts-expect-error -- An argument of another type.
      context.undoStep('cancelOrder', { number: '7' });
      // @ts-expect-error -- A transaction does not wait.
      context.transaction(async (tx) => { await Promise.resolve(); tx.store(Account); });
      // @ts-expect-error -- A get has a key.
      context.store(Account).get();
      // @ts-expect-error -- Not a property.
      context.store(Account).put({ id, balance: 3, colour: 'red' });
      // @ts-expect-error -- The key of what is there stays.
      context.store(Account).modify({ id }, { id: to });
      const answer = context.transaction((tx) => {
        const accounts = tx.store(Account);
        const payer = accounts.get({ id }) ?? context.fail('NOT_FOUND');
        holds<Same<typeof payer, Stored>>();
        if (payer.balance < amount) context.fail('Insufficient', { balance: payer.balance });
        accounts.put({ ...payer, balance: payer.balance - amount });
        step.done();
        return to;
      });
      holds<Same<typeof answer, string>>();
      return answer;
    },
  },
});
void ledger;

defineProvider({
  name: 'x', namespace: 'root', store: true,
  undo: { late: ({ at }: { at: Date }) => { void at; }, all: () => {} },
  load(context) {
    context.undoStep('all', {});
    // @ts-expect-error -- What is written down is plain: a Date would be read again as a text.
    context.undoStep('late', { at: new Date() });
  },
});
defineProvider({ name: 'y', namespace: 'root', store: true }).serves(Setting, {
  // @ts-expect-error -- A provider without undo steps begins none.
  get: (_key, _state, context) => { context.undoStep('removeReceipt', { file: 'x' }); return { level: 1 }; },
});

/** What takes any context takes that of a provider without a store too. */
function audit(context: Context): void {
  context.log(context.id);
}
const remembered = (context: LoadContext): string => context.dataDirectory;

defineProvider({
  name: 'z', namespace: 'root',
  load(context) {
    audit(context);
    // @ts-expect-error -- It does not say store: true.
    context.store(Account).get({ id: 'a' });
    // @ts-expect-error -- It does not say store: true.
    context.transaction(() => 1);
    // @ts-expect-error -- It does not say store: true.
    context.undoStep('all', {});
    context.background('job', (job) => {
      // @ts-expect-error -- Nor has its job a store.
      job.store(Account).values();
    });
    return remembered(context as LoadContext);
  },
}).serves(Setting, {
  get: (_key, state, context) => {
    holds<Same<typeof state, string>>();
    audit(context);
    // @ts-expect-error -- It does not say store: true.
    context.store(Setting).get();
    return { level: 1 };
  },
});

// It may be said behind what uses it, and be known only when it runs.
defineProvider({ name: 'v', namespace: 'root', load: (context) => { context.store(Account).count(); }, store: true });
defineProvider({ name: 'w', namespace: 'root', store: Math.random() > 1 }).serves(Setting, { get: (_key, _state, context) => context.store(Setting).get() });
// @ts-expect-error -- That is no store.
defineProvider({ name: 'u', namespace: 'root', store: false, load: (context) => { context.store(Account).count(); } });
