import { expect, test } from '@jest/globals';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openHome, type Home } from './support.js';

interface Finding {
  readonly check: string;
  readonly verdict: string;
  readonly finding: string;
  readonly remedy?: string;
}

async function doctor(home: Home, ...words: string[]): Promise<{ code: number | null; findings: readonly Finding[] }> {
  const { code, stdout } = await home.run('doctor', '-o', 'json', ...words);
  return { code, findings: JSON.parse(stdout) as Finding[] };
}

const ofMachine = (findings: readonly Finding[]): readonly Finding[] => findings.filter(({ check }) => ['node', 'platform', 'proc', 'ps', 'tree', 'lock', 'temporary'].includes(check));

test('doctor finds of this machine without a host what the host finds, cgroups included', async () => {
  await using home = await openHome();
  const without = await doctor(home);
  await home.run('up', '-d');
  const within = await doctor(home);
  expect(ofMachine(without.findings)).toHaveLength(7);
  expect(ofMachine(without.findings)).toEqual(ofMachine(within.findings));
});

test('F-H26 doctor without a host finds a damaged repository and how to mend it; so mended, the host starts', async () => {
  await using home = await openHome();
  for (let start = 0; start < 2; start++) {
    await home.run('up', '-d');
    await home.run('down');
  }
  expect((await doctor(home)).findings.find(({ check }) => check === 'repository')).toMatchObject({ verdict: 'ok', finding: expect.stringMatching(/is what the last orderly stop left\.$/) });
  const file = join(home.state, 'repository', 'repository.mdb');
  const bytes = await readFile(file);
  bytes[Math.floor(bytes.length / 2)]! ^= 1;
  await writeFile(file, bytes);
  const { code, findings } = await doctor(home);
  const found = findings.find(({ check }) => check === 'repository');
  expect([code, found?.verdict]).toEqual([1, 'fault']);
  expect(found?.finding).toBe(`The repository ${file} could not be read: its bytes are not those that the last orderly stop left.`);
  const [, command = ''] = /^Put back the copy of the last good start: provost (.+?)\. The damaged/.exec(found?.remedy ?? '') ?? [];
  expect((await home.run(...command.split(' '))).code).toBe(0);
  expect((await doctor(home)).findings.find(({ check }) => check === 'repository')).toMatchObject({ verdict: 'ok', finding: expect.stringMatching(/is what the last orderly stop left\.$/) });
  expect((await home.run('up', '-d')).code).toBe(0);
});

test('doctor tells of a host that holds the state directory and does not answer, and leaves its repository alone', async () => {
  await using home = await openHome();
  await home.run('up', '-d');
  const { pid } = (await home.json('status')) as { pid: number };
  process.kill(pid, 'SIGSTOP');
  try {
    const { code, findings } = await doctor(home, '--timeout', '1s');
    expect(code).toBe(1);
    expect(findings.find(({ check }) => check === 'host')).toMatchObject({ verdict: 'fault', finding: expect.stringMatching(/within 1000 ms/) });
    expect(findings.find(({ check }) => check === 'repository')).toMatchObject({
      verdict: 'warning', finding: `A host (pid ${pid}) holds ${home.state} and does not answer, so its repository was not looked at.`,
    });
  } finally {
    process.kill(pid, 'SIGCONT');
  }
});

test('doctor finds a state directory that cannot be', async () => {
  await using home = await openHome();
  const file = join(home.folder, 'file');
  await writeFile(file, '');
  await mkdir(join(home.folder, 'folder'));
  const verdictOf = async (state: string): Promise<string> => {
    const found = (await doctor(home, '--state', state)).findings.find(({ check }) => check === 'state directory');
    return `${found?.verdict}: ${found?.finding}`;
  };
  expect(await verdictOf(file)).toBe(`fault: ${file} is no directory.`);
  expect(await verdictOf(join(file, 'a', 'b'))).toBe(`fault: ${join(file, 'a', 'b')} is not there and cannot be: ${file} is no directory.`);
  expect(await verdictOf(join(home.folder, 'folder', 'a', 'b'))).toBe(`ok: ${join(home.folder, 'folder', 'a', 'b')} is not there yet; provost up makes it.`);
});
