/** The verbs that concern providers: registering them, and loading and unloading them by hand. */
import type { Verb, VerbArgument, VerbOption } from './verb.js';

const NAME: VerbArgument = { name: 'NAME', names: 'provider' };

const CONFIGURATION: readonly VerbOption[] = [
  { name: 'name', kind: 'text', value: 'N', says: 'register under this name instead of its own' },
  { name: 'config', kind: 'list', value: 'K=V', says: 'a value of its config, read as its schema says; K:=JSON for lists and objects' },
  { name: 'env', kind: 'list', value: 'K=V', says: 'a variable of its environment' },
  { name: 'env-file', kind: 'text', value: 'FILE', names: 'file', says: 'a file of such variables, a KEY=VALUE on each line' },
  { name: 'credential', kind: 'list', value: 'K=FILE', names: 'file', says: 'a secret, read from the file each time it loads' },
  { name: 'node', kind: 'text', value: 'BIN', names: 'file', says: 'the Node that runs it; by default the host\'s own' },
  { name: 'link', kind: 'flag', says: 'for development: changed files are read anew instead of refused' },
];

export const PROVIDER_VERBS: readonly Verb[] = [
  {
    name: 'check', group: 'Providers', summary: 'validate a provider and register nothing',
    details: 'Runs it once to read its classes and says every fault it finds at once. Needs no host to be up.',
    examples: [{ line: 'provost check examples/notes', says: 'what `register` would say of it' }],
    arguments: [{ name: 'PATH', names: 'file' }], options: CONFIGURATION,
    run: () => import('../verbs/check.js'),
  },
  {
    name: 'register', group: 'Providers', summary: 'make a provider known, or update it, without losing a request',
    details: 'PATH is a folder or a file. It is run once to read its classes.',
    examples: [
      { line: 'provost register examples/notes', says: 'a folder or a file; this one is in the source of Provost' },
      { line: 'provost register . --link', says: 'the one that you are developing' },
      { line: 'provost register ./mail.js --config server=mx.example.org --config ports:=\'[25,587]\'', says: 'with its config' },
      { line: 'provost register ./mail.js --credential token=./token.txt', says: 'with a secret that stays in its file' },
    ],
    arguments: [{ name: 'PATH', names: 'file' }], options: CONFIGURATION,
    run: () => import('../verbs/register.js'),
  },
  {
    name: 'store', group: 'Providers', summary: 'what a provider keeps in its store; verify, back up, restore, clear',
    details: 'Without a word after the name: its size, its records, whether it is whole, and the undo steps that wait for the next load. It is read by a process of its own, and backed up while the provider serves. restore and clear unload the provider first; requests for it wait meanwhile. One that is at work or held is refused (exit code 9), and so is the backup of another provider, save with --force.',
    examples: [
      { line: 'provost store notes', says: 'whether it is whole, and what is in it' },
      { line: 'provost store notes backup notes.mdb', says: 'a verified copy, while it serves' },
      { line: 'provost store notes restore notes.mdb', says: 'bring it back; what was there is kept aside' },
      { line: 'provost store notes clear', says: 'begin with an empty one; what was there is kept aside' },
    ],
    arguments: [NAME, { name: 'ACT', names: 'none', optional: true }, { name: 'FILE', names: 'file', optional: true }],
    options: [{ name: 'force', kind: 'flag', says: 'restore, clear: cancel its calls and override refusals; restore: also the backup of another provider' }],
    run: () => import('../verbs/store.js'),
  },
  {
    name: 'unregister', group: 'Providers', summary: 'forget a provider; it is unloaded first',
    examples: [{ line: 'provost unregister notes', says: 'its own data directory is left' }],
    arguments: [NAME],
    run: () => import('../verbs/unregister.js'),
  },
  {
    name: 'ls', group: 'Providers', summary: 'a line for each provider: state, pid, requests, idle age, last exit',
    examples: [
      { line: 'provost ls', says: 'all of them' },
      { line: 'provost ls -w', says: 'keep the list current until Ctrl-C' },
      { line: 'provost ls -o json', says: 'for a script' },
    ],
    options: [{ name: 'watch', short: 'w', kind: 'flag', says: 'keep it current' }],
    run: () => import('../verbs/ls.js'),
  },
  {
    name: 'describe', group: 'Providers', summary: 'all that is known of one provider',
    examples: [{ line: 'provost describe notes', says: 'registration, state, classes, limits, counters, last exits' }],
    arguments: [NAME],
    run: () => import('../verbs/describe.js'),
  },
  {
    name: 'load', group: 'Providers', summary: 'start a provider now instead of at its first request',
    examples: [{ line: 'provost load notes', says: 'returns once it can serve' }],
    arguments: [NAME],
    run: () => import('../verbs/load.js'),
  },
  {
    name: 'unload', group: 'Providers', summary: 'unload a provider; refused while it is at work or held',
    examples: [
      { line: 'provost unload notes', says: 'exit code 9 when it is at work or held' },
      { line: 'provost unload notes --force', says: 'override: its calls fail as cancelled' },
    ],
    arguments: [NAME], options: [{ name: 'force', kind: 'flag', says: 'cancel its calls and override refusals' }],
    run: () => import('../verbs/unload.js'),
  },
  {
    name: 'restart', group: 'Providers', summary: 'unload a provider and load it anew',
    examples: [{ line: 'provost restart notes', says: 'returns once the new process can serve' }],
    arguments: [NAME], options: [{ name: 'force', kind: 'flag', says: 'cancel its calls and override refusals' }],
    run: () => import('../verbs/restart.js'),
  },
  {
    name: 'enable', group: 'Providers', summary: 'let a disabled provider be loaded on demand again',
    examples: [{ line: 'provost enable notes', says: 'the next request loads it' }],
    arguments: [NAME],
    run: () => import('../verbs/enable.js'),
  },
  {
    name: 'disable', group: 'Providers', summary: 'do not load a provider on demand any more',
    details: 'Kept across restarts of the host. What is loaded stays loaded until it is unloaded; requests that would need a load are refused.',
    examples: [{ line: 'provost disable notes', says: 'and then `provost unload notes` where it is loaded' }],
    arguments: [NAME],
    run: () => import('../verbs/disable.js'),
  },
  {
    name: 'reset', group: 'Providers', summary: 'let a provider be loaded again that failed too often',
    details: 'Ends back-off and quarantine at once and forgets its failures. Where nothing keeps it from being loaded, there is nothing to do.',
    examples: [{ line: 'provost reset notes', says: 'the next request loads it' }],
    arguments: [NAME],
    run: () => import('../verbs/reset.js'),
  },
  {
    name: 'holds', group: 'Providers', summary: 'who refuses to have a provider unloaded, why, and since when',
    examples: [
      { line: 'provost holds', says: 'of all providers' },
      { line: 'provost holds notes -o json', says: 'of one, for a script' },
    ],
    arguments: [{ ...NAME, optional: true }],
    run: () => import('../verbs/holds.js'),
  },
  {
    name: 'wait', group: 'Providers', summary: 'wait until a provider is in a state',
    examples: [{ line: 'provost wait notes --for unloaded --timeout 2m', says: 'exit code 6 when it is not so in time' }],
    arguments: [NAME],
    options: [{ name: 'for', kind: 'text', value: 'STATE', names: 'state', says: 'unloaded, loading, busy, held, idle, releasing, killing, client, adopting, quarantined or decoupled' }],
    run: () => import('../verbs/wait.js'),
  },
];
