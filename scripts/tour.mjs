/** The main job, shown for real: a host comes up, a provider is loaded by the first request, is used, crashes and comes back, and is unloaded when idle. Ends by itself and leaves nothing behind. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { styleText } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const state = mkdtempSync(join(tmpdir(), 'provost-tour-'));
const coloured = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
const paint = (style, text) => (coloured ? styleText(style, text) : text);

const narrate = (text) => console.log(`\n${paint('bold', text)}`);

/** Runs one command as a person would, showing it and what it prints. Resolves with its exit code. */
function provost(...words) {
  console.log(`${paint('dim', '$')} ${paint('cyan', `provost ${words.map((word) => (/[\s"*]/.test(word) ? `'${word}'` : word)).join(' ')}`)}`);
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'packages/cli/bin/provost.js'), ...words], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, PROVOST_STATE: state },
    });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** A step that must succeed. */
async function step(...words) {
  const code = await provost(...words);
  if (code !== 0) throw new Error(`provost ${words[0]} ended with ${code}`);
}

/** What a reader must do to reach the same host with a command that is copied from here. */
function tellWhere() {
  narrate('The tour has a host of its own. From another terminal in this folder its commands reach it too, typed as `npx provost ...`, after:');
  console.log(`${paint('dim', '$')} ${paint('cyan', `export PROVOST_STATE=${state}`)}`);
}

async function tour() {
  tellWhere();
  narrate('1. A host comes up, in the background.');
  await step('up', '-d');
  await step('settings', 'clear-after.object', '2s');

  narrate('2. A provider is registered: it runs once, to say what it serves. Nothing stays loaded.');
  await step('register', 'examples/notes');
  await step('ls');

  narrate('3. The first request loads it, in a process of its own.');
  await step('create', 'root/app:Note', 'id=7', 'text=Buy milk');
  await step('call', 'root/app:Note.id="7"', 'append', 'text= and bread');
  await step('get', 'root/app:Note.id="7"');
  await step('ls');

  narrate('4. Nobody asks any more. Between ClearAfter (2 s) and twice that it is asked to release, and its process is gone.');
  await step('wait', 'notes', '--for', 'unloaded', '--timeout', '15s');
  await step('ls');

  narrate('5. The next request gets a fresh process. What was written is still there.');
  await step('list', 'root/app:Note');

  narrate('6. All that happened, in order.');
  await step('events');
}

let failed;
try {
  await tour();
} catch (error) {
  failed = error;
}
narrate('7. The host is stopped: every provider is released, and nothing is left running.');
const stopped = await provost('down');
rmSync(state, { recursive: true, force: true });
if (failed !== undefined || stopped !== 0) {
  console.error(paint('red', `The tour did not end well: ${failed?.message ?? `provost down ended with ${stopped}`}`));
  process.exitCode = 1;
} else {
  narrate('That was it. `npx provost --help` shows what else there is; README.md shows how to write a provider.');
}
