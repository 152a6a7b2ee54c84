import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { openHome, type Home } from './support.js';

const MACHINES = fileURLToPath(new URL('../../objects/providers/machines.js', import.meta.url));

const SHOP = `
- { name: Thing, abstract: true, description: What is in the shop., key: [aisle, no], properties: { aisle: { type: string }, no: { type: integer, minimum: 1 } } }
- { name: Shelf, key: id, properties: { id: { type: string } } }
- name: Item
  superclass: Thing
  properties: { price: { type: number }, madeAt: { type: string, format: date-time, readOnly: true }, shelf: { type: string, format: reference, class: Shelf } }
  required: [price]
`;

async function openShop(): Promise<Home> {
  const home = await openHome();
  await home.run('up', '-d');
  await writeFile(join(home.folder, 'shop.yaml'), SHOP);
  return home;
}

test('a namespace and classes are made by hand from a file, shown, used, and removed', async () => {
  await using home = await openShop();
  const file = join(home.folder, 'shop.yaml');
  expect((await home.run('classes')).stderr).toMatch(/^There is no class\..+\nAnd \d+ of the host's own: provost classes root\.\n$/);
  expect(await home.run('classes', 'add', file, '-n', 'root/shop')).toMatchObject({ code: 4, stderr: expect.stringContaining('Make one: provost ns create NS.') as unknown });
  expect(await home.run('ns', 'create', 'root/shop')).toEqual({ code: 0, stdout: 'root/shop created\n', stderr: '' });
  expect(await home.run('classes', 'add', file)).toMatchObject({ code: 2, stderr: expect.stringContaining(`provost classes add ${file} -n root/app`) as unknown });
  expect((await home.run('classes', 'add', file, '-n', 'root/shop')).stdout).toBe('root/shop:Thing defined\nroot/shop:Shelf defined\nroot/shop:Item defined\n');
  expect((await home.run('classes')).stdout.split('\n').map((line) => line.trimEnd())).toEqual([
    'CLASS            DERIVES FROM  PROVIDER  KEPT BY   KEY       OPERATIONS                     METHODS',
    'root/shop:Thing  -             host      abstract  aisle,no  -                              -',
    'root/shop:Shelf  -             host      host      id        get list create modify delete  -',
    'root/shop:Item   Thing         host      host      aisle,no  get list create modify delete  -',
    '',
  ]);
  expect((await home.run('schema', 'Item')).stdout).toBe([
    'root/shop:Item, derives from Thing, kept by the host: get list create modify delete', '',
    'PROPERTY  TYPE                FLAGS                DESCRIPTION',
    'aisle     string              key',
    'no        integer 1..         key',
    'price     number',
    'madeAt    date-time           optional, read-only',
    'shelf     reference to Shelf  optional', '',
  ].join('\n'));
  expect((await home.run('schema', 'Thing')).stdout).toMatch(/^root\/shop:Thing, abstract, of host\nWhat is in the shop\.\n/);
  expect((await home.run('create', 'Item', 'aisle=a', 'no=1', 'price=2.5', 'madeAt=2026-01-01T00:00:00Z')).stdout).toBe('root/shop:Item.aisle="a",no=1 created\n');
  expect(await home.run('set', 'Item.aisle="a",no=1', 'madeAt=2027-01-01T00:00:00Z')).toMatchObject({ code: 2, stderr: expect.stringContaining('root/shop:Item.madeAt is read-only: what the instance was made with stays.') as unknown });
  expect((await home.run('list', 'Thing', '-o', 'name')).stdout).toBe('root/shop:Item.aisle="a",no=1\n');
  expect((await home.run('classes', 'rm', 'Thing')).stderr).toContain('CLASS_HAS_CHILDREN');
  expect((await home.run('classes', 'rm', 'Item')).stderr).toContain('CLASS_HAS_INSTANCES');
  expect((await home.run('rm', 'Thing.no=1,aisle="a"')).stdout).toBe('Thing.no=1,aisle="a" deleted\n');
  for (const name of ['Item', 'Thing', 'Shelf']) expect((await home.run('classes', 'rm', `root/shop:${name}`)).stdout).toBe(`root/shop:${name} removed\n`);
  expect((await home.run('ns', 'rm', 'root/shop')).stdout).toBe('root/shop removed\n');
  expect((await home.run('ns')).stdout).toBe('NAMESPACE\nroot\n');
});

test('the schema of a class shows its bounds and defaults, and register which of its classes are what', async () => {
  await using home = await openHome();
  await home.run('up', '-d');
  const file = join(home.folder, 'bounds.json');
  const properties = { id: { type: 'string', minLength: 1 }, name: { type: 'string', maxLength: 9 }, code: { type: 'string', minLength: 2, maxLength: 3 }, seats: { type: 'integer', default: 4 } };
  await writeFile(file, JSON.stringify({ namespace: 'root', name: 'Room', key: 'id', properties }));
  await home.run('classes', 'add', file);
  expect((await home.run('schema', 'root:Room')).stdout.split('\n').slice(3).map((line) => line.split(/ {2,}/))).toEqual([
    ['id', 'string of at least 1', 'key'], ['name', 'string of at most 9', 'optional'], ['code', 'string of 2..3', 'optional'], ['seats', 'integer', 'optional, default 4'], [''],
  ]);
  expect((await home.run('register', MACHINES)).stdout).toContain('  root/works:Pump  get list create ring()  (derives from Machine; kept by the host; provides heat, speed, seenAt)\n');
  expect((await home.run('describe', 'machines')).stdout).toContain('  root/works:Machine  key name; get list create modify delete ring(); kept by the host; provides heat, speed, seenAt\n');
});

test('what schema prints can be edited and added again, from a pipe too', async () => {
  await using home = await openShop();
  await home.run('ns', 'create', 'root/shop');
  await home.run('classes', 'add', join(home.folder, 'shop.yaml'), '-n', 'root/shop');
  const shelf = (await home.json('schema', 'Shelf')) as { schema: { properties: Record<string, unknown> } };
  shelf.schema.properties['height'] = { type: 'integer' };
  const piped = home.start('classes', 'add', '-');
  piped.child.stdin?.end(JSON.stringify(shelf));
  expect(await piped.ran).toEqual({ code: 0, stdout: 'root/shop:Shelf defined\n', stderr: '' });
  expect((await home.run('create', 'Shelf', 'id=s', 'height=3')).stdout).toBe('root/shop:Shelf.id="s" created\n');
  expect(await home.json('get', 'Shelf="s"')).toEqual({ id: 's', height: 3 });
});

test('what cannot be meant is refused with what is', async () => {
  await using home = await openShop();
  const broken = join(home.folder, 'broken.json');
  await writeFile(broken, '{ "key": ');
  for (const [words, sentence] of [
    [['ns', 'make', 'root/shop'], '"make" is neither create nor rm. Usage: provost ns [create NS | rm NS]'],
    [['ns', 'create'], 'create needs a namespace.'],
    [['ns', 'create', 'shop'], '"shop" is no namespace below root. Such as: root/shop'],
    [['classes', 'add'], 'add needs a file.'],
    [['classes', 'rm'], 'rm needs a class.'],
    [['classes', 'root', 'x'], '"root" is neither add nor rm.'],
    [['classes', 'add', broken], `${broken} cannot be read: Unexpected end of JSON input.`],
    [['classes', 'add', join(home.folder, 'none.json')], 'none.json cannot be read: ENOENT'],
  ] as const) expect(await home.run(...words)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(sentence) as unknown });
  await writeFile(broken, '[{ "key": "id" }]');
  expect((await home.run('classes', 'add', broken, '-n', 'root')).stderr).toContain('is no class: an object with a name is expected.');
});
