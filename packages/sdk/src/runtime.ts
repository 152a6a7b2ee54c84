/**
 * The program that a host starts for a provider. It finds its host, says hello and waits; the author's file is imported when the host
 * says describe or initialize, and not before. The life itself is the runner's part; how the process ends is decided here.
 */
import { writeSync } from 'node:fs';
import { formatWithOptions } from 'node:util';
import { BOOTSTRAP_FD_VARIABLE } from '@provost/protocol';
import { readBootstrap } from './process/bootstrap.js';
import { importEntry } from './process/entry.js';
import { dialHost } from './process/host-channel.js';
import { detailsOf } from './dispatch/thrown.js';
import { systemClock } from './runner/clock.js';
import { ProviderRunner } from './runner/provider-runner.js';

/** How the process ended, as its exit code says it. */
const EXIT = { done: 0, failed: 1, usage: 2, crashed: 70 } as const;
/** How long a release may take that no host asked for. */
const RELEASE_UNASKED_MS = 10_000;

function log(values: readonly unknown[]): void {
  process.stderr.write(`${formatWithOptions({ colors: false }, ...values)}\n`);
}

/** What nobody caught ends the process, its reason on stderr; except that nobody reads what it writes, which is the keeper's end and not its own. */
function crash(what: string, thrown: unknown): void {
  try {
    writeSync(2, `${what}: ${detailsOf(thrown)}\n`);
  } catch (unwritten) {
    if (isBrokenPipe(unwritten) && isBrokenPipe(thrown)) return;
  }
  process.exit(EXIT.crashed);
}

function isBrokenPipe(thrown: unknown): boolean {
  return (thrown as { readonly code?: unknown } | null)?.code === 'EPIPE';
}

async function run(): Promise<void> {
  process.on('uncaughtException', (thrown) => { crash('Uncaught exception', thrown); });
  process.on('unhandledRejection', (thrown) => { crash('Unhandled rejection', thrown); });
  const pipe = await readBootstrap(process.env);
  const channel = await dialHost(pipe.bootstrap);
  const { connection } = channel;
  const runner = new ProviderRunner({
    connection, clock: systemClock, log,
    importProvider: (entry) => importEntry(entry, log),
  });
  const letGo = async (): Promise<void> => {
    if (runner.hasBegun) await runner.release('shutdown', RELEASE_UNASKED_MS);
    await channel.end();
    process.exit(EXIT.done);
  };
  process.on('SIGTERM', () => void letGo());
  void pipe.closed.then(() => { if (!runner.hasBegun) process.exit(EXIT.done); });
  void connection.closed.then(letGo);
  void runner.ended.then(async (end) => {
    await channel.end();
    process.exit(end === 'failed' ? EXIT.failed : EXIT.done);
  });
  const { limits } = await channel.greet();
  runner.frameBytes = limits.frameBytes;
}

if (process.env[BOOTSTRAP_FD_VARIABLE] === undefined) {
  log(['This program is started by a Provost host, for one provider. To see a provider start: provost load NAME.']);
  process.exit(EXIT.usage);
} else {
  run().catch((thrown: unknown) => {
    log(['The provider process could not start:', detailsOf(thrown)]);
    process.exit(EXIT.failed);
  });
}
