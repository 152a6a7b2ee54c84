/** Where a host may be killed or refused, found by watching one that is not: its system calls on the files of its state directory, and those with which it reaches others. */

/** Calls by which it changes or opens its files; only those on the state directory count. */
const ON_FILES = ['openat', 'write', 'pwrite64', 'writev', 'ftruncate', 'fsync', 'fdatasync', 'rename', 'unlink', 'mkdir', 'chmod', 'close'];
/** Calls by which it reaches or starts others; those before it has touched its state directory do not count. */
const ON_OTHERS = ['write', 'writev', 'sendmsg', 'connect', 'bind', 'listen', 'accept4', 'kill', 'clone', 'clone3', 'vfork', 'wait4'];

const FAULTS = [
  ['EIO', 'error=EIO', ['openat', 'write', 'pwrite64', 'writev', 'ftruncate', 'fsync', 'fdatasync', 'rename', 'unlink', 'mkdir']],
  ['ENOSPC', 'error=ENOSPC', ['openat', 'write', 'pwrite64', 'writev', 'ftruncate', 'rename', 'mkdir', 'fdatasync']],
  ['EMFILE', 'error=EMFILE', ['openat']],
  ['EINTR', 'error=EINTR', ['openat', 'write', 'pwrite64', 'writev', 'fsync', 'fdatasync']],
  // Nothing is written and no error told: a short write that is honest about it.
  ['short write', 'retval=0', ['write', 'pwrite64', 'writev']],
];

/** What strace is told for the run that the points are found in. */
export const WATCHED = ['-e', `trace=${[...new Set([...ON_FILES, ...ON_OTHERS])].join(',')}`];

/** The points of a log of such a run: `{ call, where, fault, count, first, arguments(nth) }` for each call and fault, `first` to `count` of them. */
export function pointsOf(log, state) {
  const lines = log.split('\n').flatMap((line) => {
    const call = /^(\w+)\(/.exec(line)?.[1];
    return call === undefined ? [] : [{ call, isOnState: line.includes(state) && !line.includes('host.sock'), line }];
  });
  const paths = pathsIn(lines, state);
  const begins = lines.findIndex(({ isOnState }) => isOnState);
  const before = (call) => lines.slice(0, begins).filter((line) => line.call === call).length;
  const count = (call, fits) => lines.filter((line) => line.call === call && fits(line)).length;
  const files = (call, fault, inject) => ({ call, where: 'its files', fault, first: 1, count: count(call, ({ isOnState }) => isOnState), arguments: (nth) => [...paths.flatMap((path) => ['-P', path]), ...injected(call, inject, nth)] });
  const others = (call) => ({ call, where: 'others', fault: 'SIGKILL', first: 1 + before(call), count: count(call, () => true), arguments: (nth) => injected(call, 'signal=KILL', nth) });
  return [
    ...ON_FILES.map((call) => files(call, 'SIGKILL', 'signal=KILL')),
    ...ON_OTHERS.map(others),
    ...FAULTS.flatMap(([fault, inject, calls]) => calls.map((call) => files(call, fault, inject))),
  ].filter(({ first, count: last }) => last >= first);
}

/** So many of `first` to `count`, evenly, and always the first and the last. */
export function sample({ first, count }, most) {
  const all = Array.from({ length: count - first + 1 }, (_, index) => first + index);
  if (all.length <= most) return all;
  return Array.from({ length: most }, (_, index) => all[Math.round((index * (all.length - 1)) / Math.max(1, most - 1))]);
}

function injected(call, inject, nth) {
  return ['-e', `trace=${call}`, '-e', `inject=${call}:${inject}:when=${nth}`];
}

/** All paths of the state directory that were named or open: strace looks for each, and knows no folders as a whole. */
function pathsIn(lines, state) {
  const found = new Set([state]);
  for (const { line } of lines) for (const [, path] of line.matchAll(/["<]([^"<>]+)[">]/g)) if (path.startsWith(`${state}/`)) found.add(path);
  return [...found];
}
