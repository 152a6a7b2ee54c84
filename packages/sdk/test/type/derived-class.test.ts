import { expect, test } from '@jest/globals';
import { Type, defineClass, type Infer } from '@provost/sdk';

const Note = defineClass('Note', {
  key: 'id',
  properties: { id: Type.String(), text: Type.Optional(Type.String()) },
  methods: { read: { returns: Type.String() } },
});
const Task = defineClass('Task', { extends: Note, properties: { due: Type.DateTime() }, methods: { finish: {} } });

test('a class that derives from another has its properties, key and methods too, in its types as in its definition', () => {
  const task: Infer<typeof Task> = { id: '1', due: new Date(0) };
  // @ts-expect-error -- what it inherits is required as it was
  const headless: Infer<typeof Task> = { due: new Date(0) };
  expect([task.id, headless.text]).toEqual(['1', undefined]);
  expect(Task).toMatchObject({ name: 'Task', superclass: 'Note', key: ['id'] });
  expect(Object.keys(Task.properties)).toEqual(['id', 'text', 'due']);
  expect(Object.keys(Task.methods)).toEqual(['read', 'finish']);
});

test('what is inherited keeps its type', () => {
  expect(() =>
    // @ts-expect-error -- `text` is inherited
    defineClass('Task', { extends: Note, properties: { text: Type.Integer() } }),
  ).toThrow(/Class Task cannot be defined: "text" is inherited from Note: leave it out of its properties\./);
});

test('a reference names an instance by its path', () => {
  const Folder = defineClass('Folder', { key: 'id', properties: { id: Type.String(), first: Type.Reference(Note) } });
  const folder: Infer<typeof Folder> = { id: '1', first: 'Note="7"' };
  expect(Folder.properties.first).toEqual({ type: 'string', format: 'reference', class: 'Note' });
  expect(folder.first).toBe('Note="7"');
});
