/** The verbs that concern the host itself. */
import type { Verb } from './verb.js';

export const HOST_VERBS: readonly Verb[] = [
  {
    name: 'up', group: 'Host', summary: 'run the host, in the foreground or with -d in the background',
    details: 'In the foreground it shows events as they happen; Ctrl-C stops it in order, a second Ctrl-C ends it at once. With -d it returns once the host is ready; when one is up already, that is done already.',
    examples: [
      { line: 'provost up', says: 'run the host here and watch its events' },
      { line: 'provost up -d', says: 'start it in the background and return once it is ready' },
      { line: 'provost up -d --state ./state', says: 'a host of its own for this folder' },
    ],
    options: [
      { name: 'detach', short: 'd', kind: 'flag', says: 'run in the background; return once it is ready' },
      { name: 'stop-timeout', kind: 'duration', value: 'DURATION', says: 'how long an orderly stop may take in all' },
      { name: 'ready-fd', kind: 'count', value: 'FD', says: 'the descriptor on which to tell that it is ready', hidden: true },
    ],
    run: () => import('../verbs/up.js'),
  },
  {
    name: 'down', group: 'Host', summary: 'stop the host in order and wait until it is gone',
    details: 'Every provider is asked to let go, within one deadline. When no host is up, that is done already.',
    examples: [
      { line: 'provost down', says: 'stop; requests in flight may finish' },
      { line: 'provost down --force', says: 'stop without waiting for what is in flight' },
      { line: 'provost down --timeout 5s', says: 'allow five seconds for the whole stop' },
      { line: 'provost down --leave', says: 'leave the providers to the next host' },
    ],
    options: [
      { name: 'force', kind: 'flag', says: 'cancel what is in flight and override refusals at once' },
      { name: 'leave', kind: 'flag', says: 'stop the host alone: its providers end by themselves unless another host takes them over' },
    ],
    run: () => import('../verbs/down.js'),
  },
  {
    name: 'status', group: 'Host', summary: 'the host: pid, uptime, version, socket, counts, memory',
    examples: [
      { line: 'provost status', says: 'whether a host is up, and how it is' },
      { line: 'provost status -o json', says: 'the same for a script; exit code 3 when none is up' },
    ],
    run: () => import('../verbs/status.js'),
  },
  {
    name: 'cache', group: 'Host', summary: 'how long idle providers are kept: of each kind, or of one provider',
    details: 'The kinds are object, property, event, eventConsumer and eventSink. An idle provider is unloaded after ClearAfter to twice that; an edit acts at once, on those that are idle already too. 0: at the end of the last use. What is set for a provider wins over what its registration says, and that over its kinds.',
    examples: [
      { line: 'provost cache', says: 'of each kind, and of the providers that do not go by theirs' },
      { line: 'provost cache object 2m', says: 'of all providers of objects; `never` and `default` will do too' },
      { line: 'provost cache --provider notes 10m', says: 'of one provider' },
      { line: 'provost cache --provider notes default', says: 'leave it to its registration and its kinds again' },
    ],
    arguments: [{ name: 'KIND', names: 'kind', optional: true, unless: 'provider' }, { name: 'DURATION', names: 'none', optional: true }],
    options: [{ name: 'provider', kind: 'text', value: 'NAME', names: 'provider', says: 'of this provider alone, instead of a kind' }],
    run: () => import('../verbs/cache.js'),
  },
  {
    name: 'settings', group: 'Host', summary: 'show settings and where they come from, or set one',
    examples: [
      { line: 'provost settings', says: 'every setting with its value and origin' },
      { line: 'provost settings release-timeout', says: 'one of them' },
      { line: 'provost settings release-timeout 20s', says: 'set it; `default` takes it back' },
    ],
    arguments: [{ name: 'KEY', names: 'setting', optional: true }, { name: 'VALUE', names: 'none', optional: true }],
    run: () => import('../verbs/settings.js'),
  },
  {
    name: 'repository', group: 'Host', summary: 'what the host keeps: whether it is whole; verify, back up, restore',
    details: 'Without a word: its size, its records, whether it is whole, and the copy of the last good start. It is read by a process of its own. All but restore work while the host runs and without one; restore needs it stopped, verifies the backup first, and keeps what was there aside.',
    examples: [
      { line: 'provost repository', says: 'whether it is whole, and what is in it' },
      { line: 'provost repository verify', says: 'for a script: exit code 1 when it is damaged' },
      { line: 'provost repository backup provost.mdb', says: 'a verified copy, while the host serves' },
      { line: 'provost repository restore provost.mdb', says: 'bring it back; the host must be down' },
    ],
    arguments: [{ name: 'ACT', names: 'none', optional: true }, { name: 'FILE', names: 'file', optional: true }],
    run: () => import('../verbs/repository.js'),
  },
  {
    name: 'doctor', group: 'Host', summary: 'what this machine offers or lacks, with remedies',
    details: 'Asks the host; without one it tells what it can see itself. Exit code 1 when something is at fault.',
    examples: [{ line: 'provost doctor', says: 'every finding, and what to do about those that need it' }],
    run: () => import('../verbs/doctor.js'),
  },
];
