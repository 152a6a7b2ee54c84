/**
 * The keeper's program: `node keeper.js LOG_DIRECTORY VERSION`, started by the host with a bootstrap line on a descriptor.
 * It never runs an author's code. What it does is in keeper.ts.
 */
import { systemClock } from '../clock.js';
import { LogFile } from '../log/log-file.js';
import { formatLogLine } from '../log/log-line.js';
import { cgroupHome, removeEmptyCgroups } from '../process/cgroup.js';
import { readBootstrap } from './bootstrap.js';
import { closeInherited } from './close-inherited.js';
import { keepHostLine } from './host-line.js';
import { KEEPER_LOG } from './keeper-log.js';
import { Keeper } from './keeper.js';

/** Output, and the bootstrap's descriptor. */
const LAST_OF_OURS = 3;

const [, , directory = '.', version = ''] = process.argv;
closeInherited(LAST_OF_OURS);
// What providers write is for its owner to change, however carelessly the host was started.
process.umask(process.umask() | 0o022);
const bootstrap = readBootstrap(process.env);
const ownLog = new LogFile({ directory, ...KEEPER_LOG });

function log(text: string): void {
  ownLog.append(Buffer.from(formatLogLine(Date.now(), 0, 'note', `keeper ${process.pid}: ${text}`)));
}

async function leave(): Promise<never> {
  log('Nothing is left to keep.');
  await Promise.all([keeper.logs.flushed(), ownLog.close()]);
  process.exit(0);
}

const home = cgroupHome();
if (home !== undefined) removeEmptyCgroups(home);
const keeper = new Keeper({ clock: systemClock, cgroupHome: home, onDone: () => void leave() });

// Being asked to end must not cost what is kept its exit codes and its output.
process.on('SIGTERM', () => keeper.retire());
// Node would open a debugger to everyone of the same user.
process.on('SIGUSR1', () => log('SIGUSR1 is ignored.'));

log('Started.');
void keepHostLine({
  bootstrap,
  version,
  clock: systemClock,
  onDial: (connection) => keeper.serve(connection),
  onFound: (connection) => keeper.hostFound(connection),
  onLost: () => keeper.hostLost(),
  log,
});
