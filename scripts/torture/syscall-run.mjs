/** One host under strace, led through a start, a change, a load, an unload, an update and a stop, while one of its system calls kills it or fails; and the host after it, which must find all whole. */
import { connect } from '@provost/client';
import { isProviderError } from '@provost/protocol';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Journals, leftOf } from './evidence.mjs';
import { HostProcess } from './host-process.mjs';
import { FOLDER } from './operator.mjs';

/** Of one that waits for strace at each call. */
const PATIENCE_MS = 20_000;
const LOOK_MS = 10;
const NAME = 'plain';
const CELL = 'root/plain:Cell';
const SETTINGS = { 'orphan-timeout': '3s', 'release-timeout': '2s', 'term-grace': '300ms', 'adopt-timeout': '3s', standby: '0' };
/** What somebody who asks may be told, whatever it is that has failed: each says what it is about and what to do. */
const UNCLEAR = new Set(['FAILED']);

export class SyscallRuns {
  folder;
  state;
  #evidence;
  #log;
  #journals;
  #ids = 0;
  #markers = new Set([0]);
  #warnings = new Set(['59s']);
  #acknowledged = new Map();
  #lastSeq = 0;

  constructor(folder) {
    this.folder = folder;
    this.state = join(folder, 'state');
    this.#evidence = join(folder, 'evidence');
    this.#log = join(folder, 'strace.log');
    mkdirSync(this.#evidence);
    this.#journals = new Journals(this.#evidence);
  }

  /** A state directory with a provider in it. */
  async prepare() {
    const host = new HostProcess(this.state, this.folder);
    await host.ready;
    const client = await connect({ state: this.state });
    for (const [key, value] of Object.entries({ ...SETTINGS, 'hold-warning': '59s' })) await client.set(key, value);
    await this.#register(client, 0);
    await client.stop();
    await host.gone;
    await client.close();
  }

  /** Runs the whole way with strace on the host's own thread, given these arguments. Answers how far it came (`step`), what was told (`clear` and `unclear`), and what strace saw (`log`). */
  async lead(args) {
    rmSync(this.#log, { force: true });
    const host = new HostProcess(this.state, this.folder, ['strace', '-qq', '-y', '-s', '96', '-o', this.#log, ...args]);
    const told = { step: 'start', clear: [], unclear: [] };
    const client = await this.#reached(host, told);
    if (client !== undefined) await this.#go(client, told);
    const late = new Promise((settle) => setTimeout(settle, PATIENCE_MS, 'late').unref());
    if ((await Promise.race([host.gone, late])) === 'late') {
      told.unclear.push(`${told.step}: the host neither ended nor answered within ${PATIENCE_MS} ms`);
      if (client !== undefined) process.kill(client.host.pid, 'SIGKILL');
      else await host.kill();
    }
    const { code } = await host.gone;
    await client?.close();
    if (client === undefined) this.#tellStart(host, code, told);
    return { ...told, log: existsSync(this.#log) ? readFileSync(this.#log, 'utf8') : '' };
  }

  /** Starts a host that nothing happens to. Answers with what is wrong. */
  async check() {
    const wrong = [];
    const host = new HostProcess(this.state, this.folder);
    if (!(await host.ready)) return [`the next host did not start: ${host.errors}`];
    const client = await connect({ state: this.state, timeoutMs: PATIENCE_MS });
    try {
      await this.#hold(client, wrong);
      await this.#serve(client, wrong);
    } catch (error) {
      wrong.push(error.stack);
    }
    await client.stop();
    await client.close();
    const { code } = await host.gone;
    if (code !== 0) wrong.push(`the next host ended with ${code}: ${host.errors}`);
    const untilMs = performance.now() + PATIENCE_MS;
    const left = () => Object.values(leftOf(this.state)).flat();
    while (left().length > 0 && performance.now() < untilMs) await pause(LOOK_MS);
    if (left().length > 0) wrong.push(`left behind: ${left().join(', ')}`);
    return [...wrong, ...this.#written()];
  }

  async #reached(host, told) {
    if (!(await host.ready)) return undefined;
    try {
      return await connect({ state: this.state, timeoutMs: PATIENCE_MS, reconnectMs: 0 });
    } catch (error) {
      this.#note(told, error);
      return undefined;
    }
  }

  async #go(client, told) {
    const n = (this.#ids += 1);
    const steps = [
      ['set', async () => this.#change(this.#warnings, `${1 + (n % 58)}s`, (value) => client.set('hold-warning', value))],
      ['load', async () => this.#write(client)],
      ['unload', async () => client.unload(NAME)],
      ['register', async () => this.#change(this.#markers, n, (marker) => this.#register(client, marker))],
      ['load again', async () => this.#write(client)],
      ['stop', async () => client.stop()],
    ];
    for (const [step, act] of steps) {
      told.step = step;
      const isLost = await act().then(() => false, (error) => this.#note(told, error));
      if (isLost) return;
    }
    told.step = 'stop';
  }

  /** Whether nothing more can be asked. */
  #note(told, error) {
    if (['HOST_LOST', 'HOST_NOT_RUNNING', 'CONNECTION_CLOSED'].includes(error.code)) return true;
    const text = `${told.step}: ${error.code}: ${error.message}`;
    if (isProviderError(error) && !UNCLEAR.has(error.code) && error.remedy !== '') told.clear.push(text);
    else told.unclear.push(text);
    return false;
  }

  /** A host that could not start has to say why, in a sentence. */
  #tellStart({ errors }, code, told) {
    if (code === null || code === 128 + 9 || errors === '') return;
    const isClear = !/\n\s+at |Uncaught|Assertion|node:internal/.test(errors);
    (isClear ? told.clear : told.unclear).push(`start: exit code ${code}: ${errors.trim()}`);
  }

  async #register(client, marker) {
    await client.register({ path: join(FOLDER, `${NAME}.js`), config: { evidence: this.#evidence, marker } });
  }

  async #change(allowed, value, act) {
    allowed.add(value);
    await act(value);
    for (const other of allowed) if (other !== value) allowed.delete(other);
  }

  async #write(client) {
    const id = `w-${(this.#ids += 1)}`;
    this.#acknowledged.set(id, await client.invoke(CELL, 'write', { id }));
  }

  async #hold(client, wrong) {
    const [{ value }] = await client.settings('hold-warning');
    const { registration: { configuration: { marker } } } = await client.describe(NAME);
    if (!this.#warnings.has(value)) wrong.push(`hold-warning is ${value}; acknowledged was ${[...this.#warnings].join(' or ')}`);
    if (!this.#markers.has(marker)) wrong.push(`the marker is ${marker}; acknowledged was ${[...this.#markers].join(' or ')}`);
    this.#warnings = new Set([value]);
    this.#markers = new Set([marker]);
    for await (const { seq } of client.events({ since: this.#lastSeq })) {
      if (seq !== this.#lastSeq + 1) wrong.push(`after event ${this.#lastSeq} came ${seq}`);
      this.#lastSeq = seq;
    }
  }

  async #serve(client, wrong) {
    await this.#write(client);
    await client.unload(NAME);
    await this.#change(this.#markers, this.#ids, (marker) => this.#register(client, marker));
    await this.#write(client);
    const { state } = await client.describe(NAME);
    if (state !== 'idle' && state !== 'busy') wrong.push(`after it was asked the provider is ${state}`);
  }

  #written() {
    this.#journals.read();
    const missing = [...this.#acknowledged].filter(([id, answer]) => {
      const found = this.#journals.written.get(id);
      return found === undefined || `${found.process} ${found.count}` !== answer;
    });
    return [...missing.map(([id]) => `write ${id} was acknowledged and is not there`), ...this.#journals.twice.map((twice) => `written twice: ${twice}`), ...this.#journals.violations()];
  }
}
