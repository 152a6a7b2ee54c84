/** Compiled, never run: right code infers without a cast, and wrong code is red. */
import { defineClass, defineProvider, ProviderError, Type, type Infer, type JobContext, type LoadContext, type RequestContext } from '@provost/sdk';
import { isErrorOf, type ObjectsOf } from '@provost/protocol';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function holds<T extends true>(): T | void {}

const Note = defineClass('Note', {
  key: 'id',
  properties: {
    id: Type.String(),
    text: Type.String({ maxLength: 100 }),
    tags: Type.Optional(Type.Array(Type.String())),
    level: Type.Optional(Type.Enum(['low', 'high'], { default: 'low' })),
    writtenAt: Type.DateTime({ readOnly: true }),
    size: Type.Int64({ readOnly: true }),
  },
  methods: {
    append: { params: { text: Type.String(), times: Type.Optional(Type.Integer({ default: 1 })) }, returns: Type.Integer(), errors: { Full: { max: Type.Integer() }, Locked: {} } },
    count: { static: true, params: {}, returns: Type.Integer() },
    touch: {},
  },
});

holds<Same<Infer<typeof Note>, {
  id: string; text: string; writtenAt: Date; size: bigint; tags?: string[] | undefined; level?: 'low' | 'high' | undefined;
}>>();
const point = Type.Object({ x: Type.Number(), label: Type.Nullable(Type.String()), raw: Type.Bytes(), by: Type.Record(Type.Integer()) });
holds<Same<Infer<typeof point>, { x: number; label: string | null; raw: Uint8Array; by: Record<string, number> }>>();
const either = Type.Union([Type.Literal('a'), Type.Integer()]);
holds<Same<Infer<typeof either>, 'a' | number>>();

// @ts-expect-error -- A key names a property.
defineClass('Wrong', { key: 'nope', properties: { id: Type.String() } });
// @ts-expect-error -- A key is not optional.
defineClass('Wrong', { key: 'id', properties: { id: Type.Optional(Type.String()) } });
// @ts-expect-error -- A key is a single value.
defineClass('Wrong', { key: 'id', properties: { id: Type.Array(Type.String()) } });
// @ts-expect-error -- A fraction is no key: one number has many ways to be written.
defineClass('Wrong', { key: 'id', properties: { id: Type.Number() } });
// @ts-expect-error -- Bytes are no key.
defineClass('Wrong', { key: 'id', properties: { id: Type.Bytes() } });
// @ts-expect-error -- An Enum is no key, since its values may be of several types.
defineClass('Wrong', { key: 'id', properties: { id: Type.Enum(['a', 'b']) } });
// @ts-expect-error -- A key is not null.
defineClass('Wrong', { key: 'id', properties: { id: Type.Nullable(Type.String()) } });
// @ts-expect-error -- One of several does not fit.
defineClass('Wrong', { key: ['id', 'size'], properties: { id: Type.String(), size: Type.Number() } });
const Keyed = defineClass('Keyed', {
  key: ['text', 'number', 'flag', 'big', 'at'],
  properties: {
    text: Type.String({ maxLength: 9 }), number: Type.Integer({ readOnly: true }), flag: Type.Boolean(), big: Type.Int64(), at: Type.DateTime(), more: Type.Number(),
  },
});
holds<Same<(typeof Keyed)['key'], readonly ('text' | 'number' | 'flag' | 'big' | 'at')[]>>();
const keyed = defineProvider({ name: 'keyed', namespace: 'root' }).serves(Keyed, { get: (key) => ({ ...key, more: key.at.getTime() }) });
holds<Same<Parameters<ObjectsOf<typeof keyed>['Keyed']['get']>[0], { text: string; number: number; flag: boolean; big: bigint; at: Date }>>();
// @ts-expect-error -- An option of another type.
Type.String({ minimum: 3 });
// @ts-expect-error -- A default of another type.
Type.Integer({ default: 'x' });

const notes = defineProvider({
  name: 'notes',
  namespace: 'root/app',
  config: { folder: Type.Optional(Type.String()), max: Type.Optional(Type.Integer({ default: 100 })) },
  credentials: ['token'],
  async load(context) {
    holds<Same<typeof context.config, { max: number; folder?: string | undefined }>>();
    context.credential('token');
    // @ts-expect-error -- Not a credential that it asked for.
    context.credential('other');
    // @ts-expect-error -- Not in the config.
    void context.config.nothing;
    context.defer(() => {});
    return { db: new Map<string, Infer<typeof Note>>() };
  },
  release(reason, { db }) {
    // @ts-expect-error -- Not a reason there is.
    if (reason === 'whim') db.clear();
  },
}).serves(Note, {
  get: ({ id }, { db }) => db.get(id),
  list: (query, { db }, context) => {
    holds<Same<typeof context.operation, 'get' | 'list' | 'create' | 'modify' | 'delete' | 'invoke'>>();
    void query.limit;
    return db.values();
  },
  create: (note, { db }) => {
    holds<Same<typeof note, { id: string; text: string; level: 'low' | 'high'; tags?: string[] | undefined }>>();
    const made = { ...note, writtenAt: new Date(), size: 1n };
    db.set(note.id, made);
    return made;
  },
  modify: ({ id }, patch, { db }) => {
    // @ts-expect-error -- The key is no part of a patch.
    void patch.id;
    // @ts-expect-error -- What the provider alone sets is no part of a patch.
    void patch.size;
    const note = db.get(id);
    return note && Object.assign(note, patch);
  },
  delete: ({ id }, { db }) => db.delete(id),
  methods: {
    append: async ({ id }, { text, times }, { db }, context) => {
      const note = db.get(id) ?? context.fail('NOT_FOUND');
      if (note.text.length > 99) return context.fail('Full', { max: 100 }, { remedy: 'delete a note first' });
      // @ts-expect-error -- Not an error that the method declares.
      if (text === '1') context.fail('Empty');
      // @ts-expect-error -- Its facts are of another type.
      if (text === '2') context.fail('Full', { max: 'many' });
      // @ts-expect-error -- Its facts are needed.
      if (text === '3') context.fail('Full');
      if (text === '4') context.fail('Locked');
      if (text === '5') throw new ProviderError('Full', { max: 100 });
      note.text += text.repeat(times);
      return note.text.length;
    },
    count: (_args, { db }) => db.size,
    touch: () => {},
  },
});

type Client = ObjectsOf<typeof notes>['Note'];
holds<Same<Awaited<ReturnType<Client['get']>>, Infer<typeof Note>>>();
holds<Same<Parameters<Client['append']>[0], { id: string }>>();
holds<Same<Parameters<Client['append']>[1], { text: string; times?: number | undefined }>>();
holds<Same<Awaited<ReturnType<Client['append']>>, number>>();
export async function given(note: Client, whole: Infer<typeof Note>): Promise<void> {
  await note.create({ id: '1', text: 'a', tags: [], level: undefined });
  await note.modify({ id: '1' }, { text: 'b', tags: undefined });
  await note.modify({ id: '1' }, {});
  // @ts-expect-error -- The provider alone sets the date.
  await note.create({ id: '1', text: 'a', writtenAt: new Date() });
  // @ts-expect-error -- Nor may it be given along with the rest.
  await note.create({ ...whole, id: '2' });
  // @ts-expect-error -- The provider alone sets the size.
  await note.modify({ id: '1' }, { size: 1n });
  // @ts-expect-error -- The key stays.
  await note.modify({ id: '1' }, { id: '2' });
  // @ts-expect-error -- A whole note has both.
  await note.modify({ id: '1' }, { ...whole, text: 'b' });
  // @ts-expect-error -- A text is a text.
  await note.modify({ id: '1' }, { text: 7 });
}

export function caught(error: unknown, note: Client): void {
  if (isErrorOf(error, note.append, 'Full')) holds<Same<typeof error.facts.max, number>>();
  // @ts-expect-error -- Not an error that the method declares.
  isErrorOf(error, note.append, 'Empty');
  // @ts-expect-error -- A method that declares none.
  isErrorOf(error, note.count, 'Full');
}

export async function asking(contexts: readonly [LoadContext, RequestContext, JobContext]): Promise<void> {
  for (const { host } of contexts) {
    const objects = host.of<typeof notes>('root/app');
    const note = await objects.Note.get({ id: '7' });
    holds<Same<typeof note, Infer<typeof Note>>>();
    // @ts-expect-error -- The key is a text.
    await objects.Note.get({ id: 7 });
    // @ts-expect-error -- No such class.
    void objects.Nothing;
  }
}

const plain = defineProvider({ name: 'plain', namespace: 'root' });
// @ts-expect-error -- A method of the class has no function.
plain.serves(Note, { get: () => undefined });
// @ts-expect-error -- What `get` answers is no note.
plain.serves(Note, { get: () => ({ id: 7 }), methods: { append: () => 1, count: () => 1, touch: () => {} } });
// @ts-expect-error -- What `append` answers is no integer.
plain.serves(Note, { methods: { append: () => 'x', count: () => 1, touch: () => {} } });
// @ts-expect-error -- Not an operation.
plain.serves(Note, { fetch: () => undefined, methods: { append: () => 1, count: () => 1, touch: () => {} } });
plain.serves(Note, {
  // @ts-expect-error -- There is no state to take this from.
  get: (key, { db }) => db.get(key.id),
  methods: {
    append: () => 1,
    count: () => 1,
    touch: () => {},
    // @ts-expect-error -- Not a method of the class.
    shout: () => {},
  },
});
// @ts-expect-error -- A limit that there is not.
defineProvider({ name: 'plain', namespace: 'root', limits: { patience: 3 } });

const Machine = defineClass('Machine', { properties: { name: Type.String() } });
const machine = defineProvider({ name: 'machine', namespace: 'root' }).serves(Machine, { get: () => ({ name: 'm' }) });
const Pair = defineClass('Pair', { key: ['a', 'b'], properties: { a: Type.String(), b: Type.Integer(), c: Type.Boolean() } });
const pairs = defineProvider({ name: 'pairs', namespace: 'root', load: () => 7 }).serves(Pair, {
  get: ({ a, b }, seven) => ({ a, b: b + seven, c: true }),
  async *list() {
    yield { a: 'a', b: 1, c: true };
  },
}).serves(Machine, { get: (_key, seven) => ({ name: String(seven) }) });
holds<Same<Parameters<ObjectsOf<typeof pairs>['Pair']['get']>[0], { a: string; b: number }>>();
holds<Same<keyof ObjectsOf<typeof pairs>, 'Pair' | 'Machine'>>();
export type MachineGet = Parameters<ObjectsOf<typeof machine>['Machine']['get']>[0];
