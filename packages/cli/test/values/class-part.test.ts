import { expect, test } from '@jest/globals';
import { classPartOf } from '#src/values/class-part.js';

test.each([
  ['root/app:Note.id="7"', 'root/app:Note'], ['root/app:Note', 'root/app:Note'], ['Note="7"', 'Note'], ['root:Settings=@', 'root:Settings'],
  ['root/app:Note.id="a:b.c"', 'root/app:Note'], ['Note', 'Note'], ['', ''],
])('%s speaks of the class %s', (path, name) => {
  expect(classPartOf(path)).toBe(name);
});
