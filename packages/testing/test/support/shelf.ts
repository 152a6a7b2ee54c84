/** A provider with a store whose functions a test gives it: one method that does what the test says, in the context of its choice. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineClass, defineProvider, Type, type LoadContext, type RequestContext } from '@provost/sdk';

export const Book = defineClass('Book', {
  key: 'id',
  properties: { id: Type.String(), title: Type.String(), copies: Type.Optional(Type.Integer({ default: 1, minimum: 0 })) },
  methods: {
    act: { params: { what: Type.Optional(Type.String({ default: '' })) }, returns: Type.Integer(), errors: { Gone: { copies: Type.Integer() } } },
    say: { returns: Type.String() },
  },
});

export type Steps = { readonly removeFile: { file: string }; readonly fail: { why: string } };
export type ShelfRequest = RequestContext<Record<never, never>, Steps>;

/** What the methods and the load of a shelf do, and what its undo steps have done. */
export interface ShelfScript {
  act?: (context: ShelfRequest, what: string) => number | Promise<number>;
  say?: (context: ShelfRequest) => string | Promise<string>;
  load?: (context: LoadContext<Record<never, never>, never, Steps>) => void | Promise<void>;
  readonly undone?: string[];
  /** Whether `fail` fails. */
  isFailing?: boolean;
}

/** Makes a shelf. */
export function shelf(script: ShelfScript) {
  return defineProvider({
    name: 'shelf',
    namespace: 'root/test',
    store: true,
    undo: {
      removeFile: ({ file }: { file: string }, { by, cause }) => { script.undone?.push(`${file}: ${by} ${cause}`); },
      fail: ({ why }: { why: string }, { by, cause }) => {
        if (script.isFailing === true) throw new Error(why);
        script.undone?.push(`${why}: ${by} ${cause}`);
      },
    },
    load: async (context) => { await script.load?.(context); },
  }).serves(Book, {
    get: (key, _state, context) => context.store(Book).get(key),
    list: (_query, _state, context) => context.store(Book).values(),
    create: (book, _state, context) => context.store(Book).create(book),
    modify: (key, patch, _state, context) => context.store(Book).modify(key, patch),
    delete: (key, _state, context) => context.store(Book).delete(key),
    methods: {
      act: (_key, { what }, _state, context) => script.act?.(context, what) ?? 0,
      say: (_key, _args, _state, context) => script.say?.(context) ?? '',
    },
  });
}

/** All rows of a list. */
export async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

/** A data directory as it lies on the disk at this moment: what a process that is killed now leaves. */
export async function leftBehind(dataDirectory: string): Promise<string> {
  const copy = await newDirectory();
  await cp(dataDirectory, copy, { recursive: true, filter: (path) => !/-lock$|\.open/.test(path) });
  return copy;
}

const made: string[] = [];

export async function newDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'provost-shelf-'));
  made.push(directory);
  return directory;
}

/** Removes all that {@link newDirectory} has made. */
export async function removeDirectories(): Promise<void> {
  await Promise.all(made.splice(0).map((directory) => rm(directory, { recursive: true, force: true })));
}
