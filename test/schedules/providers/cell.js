/**
 * cell.js: does at each moment what it is told over a socket of its own, whatever the host thinks of it by then, and says there what comes to it
 * and in which order. Each request waits to be told to go on, and where `gated` so do its load and its release.
 */
import { spawn } from 'node:child_process';
import { closeSync, readdirSync, readlinkSync, writeSync } from 'node:fs';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { Type, defineClass, defineProvider } from '@provost/sdk';

const Cell = defineClass('Cell', {
  properties: { pid: Type.Integer() },
  methods: {
    work: { static: true, params: { n: Type.Integer() }, returns: Type.Integer() },
    quick: { static: true, returns: Type.Integer() },
  },
});

/** Also those of requests that have ended, as an author may keep them. */
const contexts = new Map();
const refusing = new Set();
/** What goes on when it is told to, by its word: `reply 3`, `loaded`, `letGo`. */
const gates = new Map();
let line;
let gated;

const say = (said, facts = {}) => line.write(`${JSON.stringify({ said, pid: process.pid, ...facts })}\n`);
const until = (word) => new Promise((resolve, reject) => gates.set(word, { resolve, reject }));

function pass(word, error) {
  const gate = gates.get(word);
  gates.delete(word);
  if (error === undefined) gate?.resolve();
  else gate?.reject(error);
}

/** The descriptor by which the SDK speaks with the host: the one socket that is neither stdio, nor the bootstrap, nor ours. */
function descriptorOfHost() {
  const isSocket = (fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith('socket:');
    } catch {
      return false;
    }
  };
  return readdirSync('/proc/self/fd').map(Number).find((fd) => fd > 3 && fd !== line._handle.fd && isSocket(fd));
}

/** Not even a signal's handler is called any more. */
function hang() {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

async function call(path, n, as) {
  const answer = await contexts.get(as).host.invoke(path, 'work', { n }).then((value) => ({ value }), ({ code, message }) => ({ code, message }));
  say('answered', { n, ...answer });
}

const ORDERS = {
  pass: ({ word }) => pass(word),
  fail: () => pass('loaded', new Error('told to fail')),
  refuse: ({ as }) => {
    const result = contexts.get(as)?.refuseUnload('told to');
    if (result === 'OK') refusing.add(as);
    say('refuses', { as, result });
  },
  request: ({ as, isForeign }) => {
    const result = contexts.get(as)?.requestUnload();
    refusing.delete(as);
    say('requests', { as, result, isForeign });
  },
  call: ({ path, n, as }) => void call(path, n, as),
  leave: () => line.unref(),
  echo: () => say('echo'),
  hang,
  close: () => {
    closeSync(descriptorOfHost());
    hang();
  },
  garbage: () => void writeSync(descriptorOfHost(), 'Content-Length: none\r\n\r\nthis is no protocol'),
  spawn: () => {
    const child = spawn('sleep', ['100000'], { detached: true, stdio: 'ignore' });
    child.unref();
    say('spawned', { child: child.pid });
  },
};

function dial(path) {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => resolve(socket));
    socket.once('error', reject);
    createInterface({ input: socket }).on('line', (text) => {
      const { order, ...facts } = JSON.parse(text);
      ORDERS[order](facts);
    });
  });
}

/** The provider of that name, in a namespace of its own. */
export function makeCell({ name, pure, overlap, limits }) {
  return defineProvider({
    name, namespace: `root/${name}`, pure, overlap, limits,
    config: { line: Type.String(), gated: Type.Boolean(), version: Type.Integer() },
    async load(context) {
      const { config } = context;
      line ??= await dial(config.line);
      line.ref();
      for (const word of [...gates.keys()]) pass(word); // What was cut off with its last life.
      contexts.clear();
      contexts.set('load', context);
      gated = config.gated;
      const loaded = gated ? until('loaded') : undefined;
      say('load', { name, version: config.version });
      await loaded;
    },
    async release(reason) {
      const gone = gated ? until('letGo') : undefined;
      say('release', { reason, running: [...gates.keys()].filter((word) => word.startsWith('reply ')), refusing: [...refusing] });
      refusing.clear();
      await gone;
      say('gone', { reason });
    },
  }).serves(Cell, {
    get: () => ({ pid: process.pid }),
    methods: {
      quick: () => process.pid,
      work: async ({ n }, _state, context) => {
        contexts.set(n, context);
        const told = until(`reply ${n}`);
        say('request', { n });
        await told;
        say('returned', { n });
        return process.pid;
      },
    },
  });
}
