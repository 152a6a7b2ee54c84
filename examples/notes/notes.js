/** Serves notes that callers write: provost create root/app:Note id=7 text=milk. They are kept in one file, which is replaced whole at each change. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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

async function open(folder) {
  const path = join(folder, 'notes.json');
  const text = await readFile(path, 'utf8').catch((error) => {
    if (error.code === 'ENOENT') return '[]';
    throw error;
  });
  const notes = new Map(JSON.parse(text).map((note) => [note.id, note]));
  let last = Promise.resolve();
  const write = async () => {
    const half = `${path}.half`;
    await writeFile(half, JSON.stringify([...notes.values()]));
    await rename(half, path);
  };
  // One write at a time, each of all that there is: a change that comes meanwhile is in the next.
  const save = () => (last = last.then(write, write));
  return { notes, save };
}

const notes = defineProvider({
  name: 'notes',
  namespace: 'root/app',
  config: { maxLength: Type.Optional(Type.Integer({ default: 10_000, minimum: 1, description: 'How long a text may grow by append.' })) },
  async load(context) {
    const { notes, save } = await open(context.dataDirectory);
    context.defer(save);
    return { notes, save, maxLength: context.config.maxLength };
  },
}).serves(Note, {
  get: ({ id }, { notes }) => notes.get(id),
  list: (query, { notes }) => notes.values(),
  async create(note, { notes, save }, context) {
    if (notes.has(note.id)) context.fail('ALREADY_EXISTS', {}, { message: `There is a note "${note.id}" already.` });
    notes.set(note.id, note);
    await save();
    return note;
  },
  async modify({ id }, patch, { notes, save }, context) {
    const note = notes.get(id) ?? context.fail('NOT_FOUND');
    const changed = { ...note, ...patch };
    notes.set(id, changed);
    await save();
    return changed;
  },
  async delete({ id }, { notes, save }) {
    if (!notes.delete(id)) return false;
    await save();
    return true;
  },
  methods: {
    async append({ id }, { text }, { notes, save, maxLength }, context) {
      const note = notes.get(id) ?? context.fail('NOT_FOUND');
      const longer = note.text + text;
      if (longer.length > maxLength) {
        context.fail('Full', { max: maxLength }, { message: `A note may have ${maxLength} characters.`, remedy: 'Start another note.' });
      }
      notes.set(id, { ...note, text: longer });
      await save();
      return longer.length;
    },
    count: (args, { notes }) => notes.size,
  },
});

export default notes;
serve(notes);
