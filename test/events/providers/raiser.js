/** Raises what it is told to: events of a class, what becomes of its notes, and nothing of its pages, at which somebody has to look. */
import { ProviderError, Type, defineClass, defineEvent, defineProvider, serve } from '@provost/sdk';

const Happening = defineEvent('Happening', { abstract: true, properties: { n: Type.Integer() } });
const Tick = defineEvent('Tick', { extends: Happening, properties: { word: Type.Optional(Type.String()), due: Type.Optional(Type.DateTime()) } });
const Tock = defineEvent('Tock', { extends: Happening, properties: {} });
const Broken = defineEvent('Broken', { properties: {} });
const text = { key: 'id', properties: { id: Type.String(), text: Type.String() } };
const Note = defineClass('Note', text);
const Page = defineClass('Page', text);

const Raiser = defineClass('Raiser', {
  properties: {},
  methods: {
    tick: { static: true, params: { from: Type.Optional(Type.Integer({ default: 1 })), count: Type.Optional(Type.Integer({ default: 1 })), word: Type.Optional(Type.String()), waits: Type.Optional(Type.Boolean()), bookmarks: Type.Optional(Type.Boolean()) }, returns: Type.Integer() },
    tock: { static: true, params: { n: Type.Integer() }, returns: Type.Boolean() },
    starts: { static: true, returns: Type.Object({ started: Type.Integer(), stopped: Type.Integer(), queries: Type.Array(Type.String()), bookmark: Type.Optional(Type.String()) }) },
    wanted: { static: true, returns: Type.String() },
    end: { static: true, params: { code: Type.Integer() } },
    misfit: { static: true, returns: Type.String() },
    page: { static: true, params: { id: Type.String(), text: Type.Optional(Type.String()) } },
    blind: { static: true, params: { looks: Type.Integer() } },
    lists: { static: true, returns: Type.Integer() },
  },
});

const raiser = defineProvider({
  name: 'raiser',
  namespace: 'root/test',
  load: () => ({ ticks: new Set(), tocks: new Set(), notes: new Map(), noted: new Set(), pages: new Map(), started: 0, stopped: 0, lists: 0, blind: 0, context: undefined }),
})
  .serves(Happening, {})
  .raises(Tick, {
    start(raise, state, context) {
      state.started++;
      state.context = context;
      state.ticks.add(raise);
      if (context.bookmark !== undefined) raise({ n: Number(context.bookmark) + 1, word: 'resumed' }, { bookmark: String(Number(context.bookmark) + 1) });
      return () => {
        state.stopped++;
        state.ticks.delete(raise);
      };
    },
  })
  .raises(Tock, {
    start(raise, state, context) {
      context.onQueries((queries) => {
        if (queries.some(({ conditions }) => conditions.some(({ value }) => value === 13))) throw new ProviderError('NOT_SUPPORTED', {}, { message: 'There is no 13th hour.' });
      });
      state.tocks.add(raise);
      return { [Symbol.dispose]: () => state.tocks.delete(raise) };
    },
  })
  .raises(Broken, {
    start() {
      throw new Error('no such device');
    },
  })
  .serves(Note, {
    get: ({ id }, { notes }) => notes.get(id),
    list: (_query, { notes }) => notes.values(),
    create(note, { notes, noted }) {
      notes.set(note.id, note);
      for (const raise of noted) raise.created(note);
    },
    modify({ id }, patch, { notes, noted }) {
      const previous = notes.get(id);
      const note = { ...previous, ...patch };
      notes.set(id, note);
      for (const raise of noted) raise.modified(note, previous);
      return note;
    },
    delete({ id }, { notes, noted }) {
      for (const raise of noted) raise.deleted(notes.get(id));
      notes.delete(id);
    },
    events(raise, { noted }) {
      noted.add(raise);
      return () => noted.delete(raise);
    },
  })
  .serves(Page, {
    *list(_query, state) {
      state.lists++;
      if (state.blind-- > 0) throw new Error('there is no paper');
      yield* state.pages.values();
    },
  })
  .serves(Raiser, {
    methods: {
      async tick({ from, count, word, waits, bookmarks }, { ticks }) {
        let taken = 0;
        for (let n = from; n < from + count; n++) {
          for (const raise of ticks) {
            if (waits) await raise.drained();
            if (raise({ n, due: new Date(n), ...(word === undefined ? {} : { word }) }, bookmarks ? { bookmark: String(n) } : {})) taken++;
          }
        }
        return taken;
      },
      tock: ({ n }, { tocks }) => [...tocks].every((raise) => raise({ n })),
      starts: (_args, { started, stopped, context }) => ({ started, stopped, queries: context?.queries.map(({ query }) => query) ?? [], ...(context?.bookmark === undefined ? {} : { bookmark: context.bookmark }) }),
      wanted: (_args, { context }) => JSON.stringify(context.queries.map(({ conditions }) => conditions)),
      end: ({ code }) => process.exit(code),
      misfit(_args, { ticks }) {
        try {
          for (const raise of ticks) raise({ n: 'one' });
          return 'taken';
        } catch (error) {
          return error.code;
        }
      },
      page({ id, text: words }, { pages }) {
        if (words === undefined) pages.delete(id);
        else pages.set(id, { id, text: words });
      },
      blind({ looks }, state) {
        state.blind = looks;
      },
      lists: (_args, { lists }) => lists,
    },
  });

export default raiser;
serve(raiser);
