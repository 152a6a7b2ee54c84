import { expect, test } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { openHome, openLamps } from './support.js';

const FAMILY = fileURLToPath(new URL('../../objects/providers/family.js', import.meta.url));
const NOTES = fileURLToPath(new URL('../../../examples/notes', import.meta.url));

test('an object is created, listed, read, changed, called and deleted by typing it', async () => {
  await using home = await openHome();
  await home.run('up', '-d');
  const registered = await home.run('register', NOTES);
  expect(registered.stdout).toBe('notes registered\n  root/app:Note  get list create modify delete append() count()\n');
  expect(registered.stderr).toBe(`Running ${NOTES} once to read its classes.\nNext:\n  provost list root/app:Note\n  provost describe notes\n`);
  expect(await home.run('create', 'root/app:Note', 'id=7', 'text=Buy milk')).toEqual({ code: 0, stdout: 'root/app:Note.id="7" created\n', stderr: '' });
  expect(await home.run('create', 'Note', 'id=8', 'text=x', 'tags:=["a"]', '-o', 'name')).toEqual({ code: 0, stdout: 'root/app:Note.id="8"\n', stderr: '' });
  expect((await home.run('list', 'root/app:Note')).stdout).toBe('id  text      tags\n7   Buy milk\n8   x         ["a"]\n');
  expect((await home.run('list', 'Note', '-o', 'name', '--limit', '1')).stdout).toBe('root/app:Note.id="7"\n');
  expect(await home.json('list', 'Note', '--columns', 'text')).toEqual([{ text: 'Buy milk' }, { text: 'x' }]);
  expect((await home.run('set', 'root/app:Note.id="7"', 'text=Buy bread')).stdout).toBe('root/app:Note.id="7" changed\n');
  expect((await home.run('get', 'root/app:Note.id="7"')).stdout).toBe('id:    7\ntext:  Buy bread\n');
  expect((await home.run('call', 'root/app:Note.id="7"', 'append', 'text=!')).stdout).toBe('10\n');
  expect(await home.json('call', 'root/app:Note', 'count')).toBe(2);
  expect((await home.run('rm', 'root/app:Note.id="7"')).stdout).toBe('root/app:Note.id="7" deleted\n');
  const gone = await home.run('rm', 'root/app:Note.id="7"');
  expect(gone.code).toBe(4);
  expect(gone.stderr).toMatch(/^error: NOT_FOUND: .+\n.*provost list root\/app:Note/);
});

test('a list says of which class each object is, where others derive from the one that was asked for', async () => {
  await using home = await openHome();
  await home.run('up', '-d');
  await home.run('register', FAMILY);
  expect((await home.run('list', 'root/family:Square')).stdout).toBe('__CLASS  id  size\nSquare   s1  4\nTile     t1  9\nTile     t2  1\n');
  expect((await home.run('list', 'root/family:Square', '--exact')).stdout).toBe('id  size\ns1  4\n');
  expect((await home.run('list', 'root/family:Shape', '-o', 'csv', '--limit', '1')).stdout).toBe('__CLASS,id,size\nCircle,c1,3\n');
  expect((await home.run('list', 'root/family:Tile', '--limit', '1')).stdout).toBe('id  size  colour\nt1  9     blue\n');
});

test('the names of objects can be given back as arguments, and none of them acts on the terminal', async () => {
  await using home = await openHome();
  await home.run('up', '-d');
  await home.run('register', NOTES);
  for (const id of ['plain', 'a "quoted" \\ one', 'two\nlines\u001b[2J']) await home.run('create', 'Note', `id=${id}`, 'text=x');
  const { stdout } = await home.run('list', 'Note', '-o', 'name');
  const names = stdout.trimEnd().split('\n').sort();
  expect(names).toEqual(['root/app:Note.id="a \\"quoted\\" \\\\ one"', 'root/app:Note.id="plain"', 'root/app:Note.id="two\\nlines\\e[2J"']);
  for (const name of names.slice(0, 2)) expect((await home.run('get', name, '-o', 'name')).stdout).toBe(`${name}\n`);
});

test('a name that is not found comes with the command that was most likely meant', async () => {
  await using home = await openLamps();
  expect((await home.run('describe', 'lmap')).stderr).toMatch(/\n.*provost describe lamp\n$/);
  expect((await home.run('list', 'root/test:Lmap')).stderr).toMatch(/\n.*provost list root\/test:Lamp\n$/);
  expect((await home.run('list', 'Lmap')).stderr.match(/did you mean/gi)).toHaveLength(1);
  expect((await home.run('classes', 'root/tset')).stderr).toMatch(/\n.*provost classes root\/test\n$/);
  expect((await home.run('settings', 'release-timeuot')).stderr).toMatch(/\n.*provost settings release-timeout\n$/);
  const absent = await home.run('get', 'Lamp.id=1');
  expect(absent.stderr).not.toContain('Did you mean');
  expect(await home.run('create', 'root/test:Lamp', 'id=x')).toMatchObject({ code: 2, stderr: 'error: "id" expects a whole number and got "x". Such as: id=7\n' });
});

test('a list that breaks off is printed as far as it came, as one whole document, with exit code 8', async () => {
  await using home = await openLamps('--config', 'broken:=true');
  const { code, stdout, stderr } = await home.run('list', 'root/test:Lamp', '-o', 'json');
  const rows = JSON.parse(stdout) as unknown[];
  expect(code).toBe(8);
  expect(rows.length).toBeGreaterThan(0);
  expect(JSON.parse(stderr)).toMatchObject({ provider: 'lamp' });
  expect(await home.run('call', 'root/test:Lamp', 'warn')).toEqual({ code: 0, stdout: 'lit\n', stderr: 'warning: the lamp is hot\n' });
});

test('what a provider says cannot act on the terminal, in any form', async () => {
  await using home = await openLamps();
  for (const format of ['table', 'wide', 'json', 'jsonl', 'yaml']) {
    const { stdout } = await home.run('list', 'root/test:Lamp', '--limit', '1', '-o', format);
    expect(stdout).toContain('red');
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  }
});

test('a method that a crash cut short ends with exit code 7 and the last words; the next call is served', async () => {
  await using home = await openLamps();
  const { code, stderr } = await home.run('call', 'root/test:Lamp', 'explode');
  expect(code).toBe(7);
  expect(stderr).toMatch(/^error: PROVIDER_CRASHED: Provider "lamp" \(pid \d+\) exited with code 3 .+\n {2}\| fuse blown\n.*provost logs lamp/);
  expect(stderr.match(/fuse blown/g)).toHaveLength(1);
  expect(await home.run('call', 'root/test:Lamp', 'warn')).toMatchObject({ code: 0, stdout: 'lit\n' });
});
