/** A host in a process of its own, started to be killed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '../step.mjs';

const PROGRAM = join(root, 'packages/cli/bin/provost.js');
const OUTPUT_KEPT = 4_000;

export class HostProcess {
  /** Settles with whether it came to listen: false when it ended before. */
  ready;
  /** Settles with how it ended, code and signal, once it runs no more. */
  gone;
  /** The end of what it wrote to stderr. */
  errors = '';
  isGone = false;
  isReady = false;
  #child;

  /** Starts it on a state directory. `before` are the words of a program that runs it, where one does. */
  constructor(state, home, before = []) {
    const [program, ...args] = [...before, process.execPath, PROGRAM, 'up', '--state', state];
    this.#child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env.PATH ?? '', HOME: home } });
    this.gone = once(this.#child, 'close').then(([code, signal]) => {
      this.isGone = true;
      return { code, signal };
    });
    const { stdout, stderr } = this.#child;
    const up = new Promise((settle) => {
      stderr.setEncoding('utf8').on('data', (text) => {
        this.errors = (this.errors + text).slice(-OUTPUT_KEPT);
        if (!this.isReady && this.errors.includes('The host is up on')) settle((this.isReady = true));
      });
    });
    this.ready = Promise.race([up, this.gone.then(() => false)]);
    stdout.resume();
  }

  get pid() {
    return this.#child.pid;
  }

  /** SIGKILL; settles with how it ended, which may be otherwise where it was quicker. */
  kill() {
    this.#child.kill('SIGKILL');
    return this.gone;
  }
}
