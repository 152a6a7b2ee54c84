import { expect, test } from '@jest/globals';
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspectRepository } from '#src/repository/inspect-repository.js';
import { Repository } from '#src/repository/repository.js';
import { newDirectory } from './open-repository.js';

/** A repository that two hosts in a row have closed, so that there is a copy of the last good start. */
async function closedRepository(): Promise<{ directory: string; file: string; seal: string; lastGood: string }> {
  const directory = join(newDirectory(), 'repository');
  for (let start = 0; start < 2; start++) {
    const repository = await Repository.open(directory);
    repository.table('registrations').put('notes', { text: 'x'.repeat(5_000) });
    await repository.close();
  }
  return { directory, file: join(directory, 'repository.mdb'), seal: join(directory, 'repository.seal.json'), lastGood: join(directory, 'repository.last-good.mdb') };
}

const flip = (file: string): void => {
  const bytes = readFileSync(file);
  for (let at = bytes.indexOf('xxxx'); at !== -1; at = bytes.indexOf('xxxx', at + 6_000)) bytes[at] = 0x79;
  writeFileSync(file, bytes);
};

test('a repository that is whole is so found, after an orderly stop and after a kill, and is left as it is', async () => {
  const { directory, file, seal } = await closedRepository();
  const before = readFileSync(file);
  expect(await inspectRepository(directory)).toEqual({ check: 'repository', verdict: 'ok', finding: `The repository ${file} is what the last orderly stop left.` });
  rmSync(seal);
  const names = readdirSync(directory);
  expect(await inspectRepository(directory)).toEqual({
    check: 'repository', verdict: 'ok', finding: `The last end of the host was not orderly; all records of the repository ${file} can be read.`,
  });
  expect([readFileSync(file).equals(before), readdirSync(directory)]).toEqual([true, names]);
});

test.each<[string, boolean, (file: string) => void, RegExp]>([
  ['a bit flipped since an orderly stop', true, flip, /could not be read: its bytes are not those that the last orderly stop left\.$/],
  ['a bit flipped after a kill', false, flip, /could not be read: The record "notes" of the table registrations is damaged: its checksum does not fit\.$/],
  ['a file cut off after a kill', false, (file) => truncateSync(file, 9_000), /could not be read: its structure is damaged \(.+\)\.$/],
])('F-H26 F-H27 %s is a fault with its remedy', async (_what, isSealed, damage, sentence) => {
  const { directory, file, seal, lastGood } = await closedRepository();
  if (!isSealed) rmSync(seal);
  damage(file);
  const found = await inspectRepository(directory);
  expect([found.check, found.verdict]).toEqual(['repository', 'fault']);
  expect(found.finding).toMatch(sentence);
  expect(found.remedy).toBe(`Put back the copy of the last good start: provost repository restore ${lastGood}. The damaged file is kept aside. Then start the host again.`);
  copyFileSync(lastGood, file);
  rmSync(seal, { force: true });
  expect((await inspectRepository(directory)).verdict).toBe('ok');
});

test('F-H28 a data file that is missing is a fault, and none at all is a beginning', async () => {
  const { directory, file, lastGood } = await closedRepository();
  rmSync(file);
  expect(await inspectRepository(directory)).toEqual({
    check: 'repository', verdict: 'fault', finding: `The repository ${file} could not be opened: the file is missing, though other files of the repository are there.`,
    remedy: `Put back the copy of the last good start: provost repository restore ${lastGood}. Then start the host again.`,
  });
  const none = { check: 'repository', verdict: 'ok', finding: 'There is no repository yet; the first start makes it.' };
  const empty = join(newDirectory(), 'repository');
  expect(await inspectRepository(empty)).toEqual(none);
  mkdirSync(empty);
  expect(await inspectRepository(empty)).toEqual(none);
});
