import { expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BIN, openHome, watch, type Home, type Running } from './support.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** What goes on until it is stopped, names what only a reader of that moment knows, or writes into the reader's own home. */
const notToRun = /^provost (up|down|cancel|watch|completion|help|version)\b| -[fw]\b|--leave|repository restore|subscribe dead \d|\.\/mail\.js|^provost register \.|^source/;

/** Starts a line as a person would paste it into a shell. */
async function pasting(home: Home): Promise<(line: string, folder?: string) => Running> {
  const programs = join(home.folder, 'bin');
  await mkdir(programs);
  await symlink(BIN, join(programs, 'provost'));
  const environment = { PATH: `${programs}:${process.env['PATH'] ?? ''}`, HOME: home.folder };
  return (line, folder = ROOT) => watch(spawn('sh', ['-c', `exec ${line}`], { env: environment, cwd: folder }));
}

/** The verbs that help lists, in its order. */
async function verbsOf(home: Home): Promise<string[]> {
  return [...(await home.run('help')).stdout.matchAll(/^ {2}([a-z]+) {2,}\S/gm)].map(([, name = '']) => name);
}

/** The commands with which the help of these verbs begins. */
async function linesOf(home: Home, ...verbs: string[]): Promise<string[]> {
  const helps = await Promise.all(verbs.map((verb) => home.run('help', verb)));
  const blocks = helps.map(({ stdout }) => /\nExamples\n(.*?)\n\n/s.exec(stdout)?.[1] ?? '');
  return blocks.flatMap((block) => block.split('\n')).filter((line) => !line.startsWith('  #')).map((line) => line.replace(/ +# .*$/, '').trim());
}

test('the examples of up work when they are copied', async () => {
  await using home = await openHome();
  const paste = await pasting(home);
  const [foreground = '', background = '', elsewhere = ''] = await linesOf(home, 'up');
  const up = paste(foreground, home.folder);
  await up.until(/The host is up on/);
  up.child.kill('SIGINT');
  expect(await up.ran).toMatchObject({ code: 0 });
  for (const line of [background, elsewhere]) expect([line, await paste(line, home.folder).ran]).toMatchObject([line, { code: 0 }]);
  expect(await home.run('down', '--state', join(home.folder, 'state'))).toMatchObject({ code: 0 });
});

test('the examples of the other verbs work one after the other when they are copied, beginning with those of register', async () => {
  await using home = await openHome();
  await home.run('up', '-d');
  const paste = await pasting(home);
  const last = ['store', 'disable', 'enable', 'unregister']; // These leave nothing for the others.
  const between = (await verbsOf(home)).filter((name) => !last.includes(name));
  const lines = await linesOf(home, 'register', 'create', 'list', 'call', ...between, ...last);
  const pasted = new Set<string>();
  for (const line of lines) {
    if (notToRun.test(line) || pasted.has(line)) continue;
    if (line.startsWith('provost wait')) await home.run('unload', 'notes');
    if (line.startsWith('provost subscribe add')) for (const path of ['examples/folder-watch', 'packages/log-file']) await home.run('register', join(ROOT, path));
    const folder = / (backup|restore) /.test(line) ? home.folder : ROOT; // What they write belongs nowhere else.
    expect([line, await paste(line, folder).ran]).toMatchObject([line, { code: 0 }]);
    pasted.add(line);
  }
  expect(pasted.size).toBeGreaterThan(40);
  expect([...pasted]).toEqual(expect.arrayContaining(await linesOf(home, 'list', 'call')));
}, 60_000);
