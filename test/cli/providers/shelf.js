// Keeps books in its store, for the tests of the command line.
import { defineClass, defineProvider, serve, Type } from '@provost/sdk';

const Book = defineClass('Book', { key: ['shelf', 'number'], properties: { shelf: Type.String(), number: Type.Integer(), title: Type.String() } });

const shelf = defineProvider({ name: 'shelf', namespace: 'root/test', store: true }).serves(Book, {
  get: (key, state, context) => context.store(Book).get(key),
  list: (query, state, context) => context.store(Book).values(),
  create: (book, state, context) => context.store(Book).create(book),
});

export default shelf;
serve(shelf);
