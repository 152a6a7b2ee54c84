/** A provider that offers all there is, for the tests of operations. */
import { defineClass, defineProvider, ProviderError, Type, type Infer } from '@provost/sdk';

export const Note = defineClass('Note', {
  key: 'id',
  properties: {
    id: Type.String(),
    text: Type.String(),
    level: Type.Optional(Type.Enum(['low', 'high'], { default: 'low' })),
    due: Type.Optional(Type.Nullable(Type.DateTime())),
    writtenAt: Type.DateTime({ readOnly: true }),
    size: Type.Int64({ readOnly: true }),
    raw: Type.Optional(Type.Bytes()),
  },
  methods: {
    append: {
      params: { text: Type.String(), times: Type.Optional(Type.Integer({ default: 1 })) },
      returns: Type.Integer(),
      errors: { Full: { max: Type.Integer(), since: Type.DateTime() } },
    },
    latest: { static: true, params: { before: Type.DateTime() }, returns: Type.Array(Type.DateTime()) },
    touch: {},
    fault: { params: { how: Type.String() }, errors: { Full: { max: Type.Integer() } } },
  },
});

export type StoredNote = Infer<typeof Note>;
export const WRITTEN_AT = new Date('2030-05-06T07:08:09.010Z');

export const notes = defineProvider({ name: 'notes', namespace: 'root/test', load: () => new Map<string, StoredNote>() }).serves(Note, {
  get: ({ id }, stored) => stored.get(id),
  list: (_query, stored) => stored.values(),
  create: (note, stored) => {
    const made = { ...note, writtenAt: WRITTEN_AT, size: 2n ** 60n };
    stored.set(note.id, made);
    return made;
  },
  modify: ({ id }, patch, stored, context) => Object.assign(stored.get(id) ?? context.fail('NOT_FOUND'), patch),
  delete: ({ id }, stored) => stored.delete(id),
  methods: {
    append: ({ id }, { text, times }, stored, context) => {
      const note = stored.get(id) ?? context.fail('NOT_FOUND');
      if (text.length > 5) context.fail('Full', { max: 5, since: WRITTEN_AT }, { message: 'Five is the most.', remedy: 'Write less.' });
      note.text += text.repeat(times);
      return note.text.length;
    },
    latest: ({ before }, stored) => [...stored.values()].map((note) => note.writtenAt).filter((at) => at < before),
    touch: () => {},
    fault: (_key, { how }) => {
      switch (how) {
        case 'type error': return (undefined as unknown as { readonly x: () => void }).x();
        case 'string': throw 'just words';
        case 'undeclared': throw new ProviderError('Empty', {}, { message: 'Nothing is in it.' });
        case 'wrong facts': throw new ProviderError('Full', { max: 'many' });
        case 'of the host': throw new ProviderError('PROVIDER_CRASHED');
        case 'unspeakable': throw Object.defineProperty(new Error('x'), 'message', { get: () => { throw new Error('no'); } });
        default: throw new ProviderError('ACCESS_DENIED', { who: 1n }, { message: 'Not you.' });
      }
    },
  },
});
