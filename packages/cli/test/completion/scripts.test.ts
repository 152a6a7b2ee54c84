import { beforeAll, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BIN, provost, run } from '../support/run-provost.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'provost-completion-'));
  await symlink(BIN, join(folder, 'provost'));
  for (const shell of ['bash', 'zsh', 'fish']) await writeFile(join(folder, shell), (await provost('completion', shell)).stdout);
});

async function inShell(shell: string, words: readonly string[]): Promise<string[]> {
  const { stdout } = await run(shell, words, { HOME: folder, PATH: `${folder}:${process.env['PATH'] ?? ''}` });
  return stdout.split('\n').filter((line) => line !== '');
}

/** A test under its name where the shell is installed; elsewhere the name says that it is not. */
function testIn(shell: string, title: string, body: () => Promise<void>): void {
  try {
    execFileSync(shell, ['-c', 'true']);
  } catch {
    test.skip(`${title} (${shell} is not installed)`, body);
    return;
  }
  test(title, body);
}

/** What readline would call, with words as it breaks them. */
function inBash(line: string, words: readonly string[]): Promise<string[]> {
  const array = words.map((word) => `'${word}'`).join(' ');
  const script = `source ${folder}/bash; COMP_LINE='${line}' COMP_POINT=${line.length} COMP_WORDS=(${array}) COMP_CWORD=${words.length - 1}; _provost provost; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return inShell('bash', ['-c', script]);
}

testIn('bash', 'bash completes verbs, options, states and formats', async () => {
  expect(await inBash('provost desc', ['provost', 'desc'])).toEqual(['describe']);
  expect(await inBash('provost logs --fo', ['provost', 'logs', '--fo'])).toEqual(['--follow']);
  expect(await inBash('provost wait x --for qu', ['provost', 'wait', 'x', '--for', 'qu'])).toEqual(['quarantined']);
  expect(await inBash('provost ls -o j', ['provost', 'ls', '-o', 'j'])).toEqual(['json', 'jsonl']);
});

testIn('bash', 'bash completes a word that readline broke at "="', async () => {
  expect(await inBash('provost wait x --for=qu', ['provost', 'wait', 'x', '--for', '=', 'qu'])).toEqual(['quarantined']);
});

testIn('bash', 'bash completes up to the cursor, not beyond it', async () => {
  const script = `source ${folder}/bash; COMP_LINE='provost desc x' COMP_POINT=12 COMP_WORDS=(provost desc x) COMP_CWORD=1; _provost provost; printf '%s\\n' "\${COMPREPLY[@]}"`;
  expect(await inShell('bash', ['-c', script])).toEqual(['describe']);
});

testIn('bash', 'bash completes files where a file is meant', async () => {
  expect(await inBash(`provost register ${folder}/ba`, ['provost', 'register', `${folder}/ba`])).toEqual([`${folder}/bash`]);
});

testIn('zsh', 'zsh completes verbs and states', async () => {
  const inZsh = (words: string, current: number): Promise<string[]> => inShell('zsh', ['-f', '-c', [
    'compdef() { :; }; _describe() { print -l -- "${names[@]}"; }',
    `source ${folder}/zsh; words=(${words}); CURRENT=${current}; _provost`,
  ].join('\n')]);
  expect(await inZsh('provost desc', 2)).toEqual(['describe:all that is known of one provider']);
  expect(await inZsh('provost wait x --for qu', 5)).toEqual(['quarantined:state']);
});

testIn('fish', 'fish completes verbs and states', async () => {
  const inFish = (line: string): Promise<string[]> => inShell('fish', ['--no-config', '-c', `source ${folder}/fish; complete -C '${line}'`]);
  expect(await inFish('provost desc')).toEqual(['describe\tall that is known of one provider']);
  expect(await inFish('provost wait x --for qu')).toEqual(['quarantined\tstate']);
});
