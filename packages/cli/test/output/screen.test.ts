import { expect, test } from '@jest/globals';
import { Screen } from '#src/output/screen.js';
import { captured } from '../support/captured-output.js';

/** The lines of the last picture that was drawn on a terminal of ten columns and four lines. */
async function seen(lines: readonly string[], foot: readonly string[] = []): Promise<string[]> {
  const { output, stdout } = captured('table', 10);
  Object.assign(stdout, { rows: 4 });
  await new Screen(output).show(lines, foot);
  const [, picture = ''] = /\u001b\[H(.*)\u001b\[J$/s.exec(stdout.text) ?? [];
  return picture.split('\n').map((line) => line.replace('\u001b[K', ''));
}

test('the screen shows as many lines as it has room for, and says how many more there are', async () => {
  expect(await seen(['a', 'b', 'c', 'd'])).toEqual(['a', 'b', 'c', 'd']);
  expect(await seen(['a', 'b', 'c', 'd', 'e'])).toEqual(['a', 'b', 'c', '... and 2 more']);
});

test('a foot is always seen, and a line that goes on below itself takes the room of two', async () => {
  expect(await seen(['a', 'b', 'c', 'd'], ['foot'])).toEqual(['a', 'b', '... and 2 more', 'foot']);
  expect(await seen(['0123456789+', 'b', 'c'])).toEqual(['0123456789+', 'b', 'c']);
  expect(await seen(['0123456789+', 'b', 'c', 'd'])).toEqual(['0123456789+', 'b', '... and 2 more']);
});

test('what was drawn last stands below when the terminal is given back', async () => {
  const { output, stdout } = captured('table', 80);
  const screen = new Screen(output);
  await screen.show(['one']);
  await screen.show(['two'], ['foot']);
  screen.end();
  screen.end();
  expect(stdout.text.match(/\u001b\[\?1049h/g)).toHaveLength(1);
  expect(stdout.text).toMatch(/\u001b\[\?1049ltwo\nfoot\n$/);
});
