/** Serves notes that callers write: provost create root/app:Note id=7 text=milk. They are kept in the provider's store, so that each change is there whole or not at all. */
import { defineClass, defineProvider, serve, Type } from '@provost/sdk';

export const Note = defineClass('Note', {
  key: 'id',
  properties: {
    id: Type.String({ minLength: 1, description: 'Chosen by whoever creates the note.' }),
    text: Type.String(),
    tags: Type.Optional(Type.Array(Type.String())),
  },
  methods: {
    append: {
      description: 'Adds to the end of the text; answers how long it is then.',
      params: { text: Type.String() },
      returns: Type.Integer(),
      errors: { Full: { max: Type.Integer() } },
    },
    count: { static: true, description: 'How many notes there are.', returns: Type.Integer() },
  },
});

const notes = defineProvider({
  name: 'notes',
  namespace: 'root/app',
  store: true,
  config: { maxLength: Type.Optional(Type.Integer({ default: 10_000, minimum: 1, description: 'How long a text may grow by append.' })) },
  load: (context) => ({ maxLength: context.config.maxLength }),
}).serves(Note, {
  get: ({ id }, state, context) => context.store(Note).get({ id }),
  list: (query, state, context) => context.store(Note).values(),
  create: (note, state, context) => context.store(Note).create(note),
  modify: ({ id }, patch, state, context) => context.store(Note).modify({ id }, patch),
  delete: ({ id }, state, context) => context.store(Note).delete({ id }),
  methods: {
    append: ({ id }, { text }, { maxLength }, context) => context.transaction((tx) => {
      const notes = tx.store(Note);
      const longer = (notes.get({ id }) ?? context.fail('NOT_FOUND')).text + text;
      if (longer.length > maxLength) {
        context.fail('Full', { max: maxLength }, { message: `A note may have ${maxLength} characters.`, remedy: 'Start another note.' });
      }
      notes.modify({ id }, { text: longer });
      return longer.length;
    }),
    count: (args, state, context) => context.store(Note).count(),
  },
});

export default notes;
serve(notes);
