/** The verbs that read and write objects. */
import type { Verb, VerbArgument, VerbOption } from './verb.js';

const CLASS: VerbArgument = { name: 'NS:CLASS', names: 'class' };
const PATH: VerbArgument = { name: 'PATH', names: 'path' };
const VALUES: VerbArgument = { name: 'K=V', names: 'assignment', optional: true, rest: true };
const OPERATION_ID: VerbOption = {
  name: 'operation-id', kind: 'text', value: 'ID', says: 'makes asking again safe, where the provider honours it',
};

export const OBJECT_VERBS: readonly Verb[] = [
  {
    name: 'ns', group: 'Objects', summary: 'the namespaces; make one, or remove one that is empty',
    details: 'A namespace comes to be with the first provider that serves a class in it, too.',
    examples: [
      { line: 'provost ns', says: 'one on each line' },
      { line: 'provost ns create root/shop', says: 'for classes that are defined by hand' },
      { line: 'provost ns create root/shop/attic', says: 'below another' },
      { line: 'provost ns rm root/shop/attic', says: 'when it has neither classes nor namespaces' },
    ],
    arguments: [{ name: 'ACT', names: 'none', optional: true }, { name: 'NS', names: 'namespace', optional: true }],
    run: () => import('../verbs/ns.js'),
  },
  {
    name: 'classes', group: 'Objects', summary: 'the classes; define one by hand, or remove one',
    details: 'A class that is defined by hand has no provider: the host keeps its instances. FILE is JSON or YAML with namespace, name, key and properties, or a list of such; what provost schema -o json prints will do. Adding it again changes the class.',
    examples: [
      { line: 'provost classes', says: 'what is registered or defined, who keeps its instances, and what can be asked' },
      { line: 'provost classes root', says: 'of one namespace; of root also the host\'s own' },
      { line: 'provost classes add examples/shop/shop.yaml -n root/shop', says: 'define what is in a file; - reads the standard input' },
      { line: 'provost classes rm root/shop:Shelf', says: 'when it has no instances, and nothing derives from it' },
    ],
    arguments: [{ name: 'NS|ACT', names: 'namespace', optional: true }, { name: 'FILE|NS:CLASS', names: 'file', optional: true }],
    options: [
      { name: 'namespace', short: 'n', kind: 'text', value: 'NS', names: 'namespace', says: 'where to add what the file has, whatever it says' },
      { name: 'all', kind: 'flag', says: 'the host\'s own too' },
    ],
    run: () => import('../verbs/classes.js'),
  },
  {
    name: 'schema', group: 'Objects', summary: 'the properties and methods of a class',
    examples: [
      { line: 'provost schema root/app:Note', says: 'as a table' },
      { line: 'provost schema root/app:Note -o json', says: 'its JSON Schema' },
    ],
    arguments: [CLASS],
    run: () => import('../verbs/schema.js'),
  },
  {
    name: 'get', group: 'Objects', summary: 'one object',
    examples: [{ line: 'provost get \'root/app:Note.id="7"\'', says: 'by its path' }],
    arguments: [PATH],
    run: () => import('../verbs/get.js'),
  },
  {
    name: 'list', group: 'Objects', summary: 'the objects of a class, as they come',
    examples: [
      { line: 'provost list root/app:Note', says: 'all of them' },
      { line: 'provost list root/app:Note --limit 10 --columns id,text', says: 'ten, and two of their properties' },
      { line: 'provost list root/app:Note -o jsonl', says: 'one JSON document on each line' },
    ],
    arguments: [CLASS],
    options: [
      { name: 'limit', kind: 'count', value: 'N', says: 'at most so many' },
      { name: 'columns', kind: 'text', value: 'K,K', says: 'only these properties, in this order' },
      { name: 'exact', kind: 'flag', says: 'only of that class, not of those that derive from it' },
    ],
    run: () => import('../verbs/list.js'),
  },
  {
    name: 'query', group: 'Objects', summary: 'what a WQL query selects, as it comes',
    details: 'Texts compare without regard to case; LIKE knows % _ [a-f] [^a-f]. Write the whole query in one pair of quotes.',
    examples: [
      { line: 'provost query "SELECT * FROM Note"', says: 'all notes, and what derives from them' },
      { line: 'provost query "SELECT id FROM Note WHERE text LIKE \'%milk%\'" -n root/app', says: 'of one namespace, two properties at most' },
      { line: 'provost query "SELECT * FROM Note WHERE id = \'7\'" --explain', says: 'who would be asked for what' },
      { line: 'provost query "SELECT * FROM meta_class WHERE __this ISA \'Note\'"', says: 'classes' },
    ],
    arguments: [{ name: 'WQL', names: 'none' }],
    options: [
      { name: 'namespace', short: 'n', kind: 'text', value: 'NS', names: 'namespace', says: 'where its class is found' },
      { name: 'limit', kind: 'count', value: 'N', says: 'at most so many' },
      { name: 'explain', kind: 'flag', says: 'who would be asked for what; nobody is' },
    ],
    run: () => import('../verbs/query.js'),
  },
  {
    name: 'create', group: 'Objects', summary: 'make an object',
    details: 'A value is read as the class says: K=V for strings, numbers and booleans, K:=JSON for anything.',
    examples: [
      { line: 'provost create root/app:Note id=7 text="Buy milk"', says: 'prints the path of what it made' },
      { line: 'provost create root/app:Note id=8 text=List tags:=\'["home","shop"]\'', says: 'a value that is not a string' },
    ],
    arguments: [CLASS, VALUES], options: [OPERATION_ID],
    run: () => import('../verbs/create.js'),
  },
  {
    name: 'set', group: 'Objects', summary: 'change properties of an object',
    examples: [{ line: 'provost set \'root/app:Note.id="7"\' text="Buy bread"', says: 'the others stay as they are' }],
    arguments: [PATH, { name: 'K=V', names: 'assignment', rest: true }], options: [OPERATION_ID],
    run: () => import('../verbs/set.js'),
  },
  {
    name: 'rm', group: 'Objects', summary: 'delete an object',
    examples: [{ line: 'provost rm \'root/app:Note.id="7"\'', says: 'exit code 4 when it is not there' }],
    arguments: [PATH], options: [OPERATION_ID],
    run: () => import('../verbs/rm.js'),
  },
  {
    name: 'call', group: 'Objects', summary: 'call a method of an object or of a class',
    examples: [
      { line: 'provost call root/app:Note count', says: 'of the class itself' },
      { line: 'provost call \'root/app:Note.id="7"\' append text=" and eggs"', says: 'of an object; text with blanks is quoted' },
      { line: 'provost call root/app:Note count -o json', says: 'what it returns, for a script' },
    ],
    arguments: [PATH, { name: 'METHOD', names: 'method' }, VALUES], options: [OPERATION_ID],
    run: () => import('../verbs/call.js'),
  },
  {
    name: 'watch', group: 'Objects', summary: 'what happens, as a query of events asks for it, until Ctrl-C',
    details: 'A class of events, what becomes of instances (WITHIN n: looked for every n seconds where their provider does not tell), or what happens to the host and its providers, in root.',
    examples: [
      { line: 'provost watch "SELECT * FROM ProviderUnloaded WHERE provider=\'notes\'"', says: 'what happens to a provider' },
      { line: 'provost watch "SELECT * FROM __InstanceOperationEvent WITHIN 5 WHERE TargetInstance ISA \'Note\'" -n root/app', says: 'what becomes of objects' },
      { line: 'provost watch "SELECT * FROM HostLifecycleEvent" --since 1042 --count 1 -o jsonl', says: 'one event after a bookmark, for a program' },
    ],
    arguments: [{ name: 'WQL', names: 'none' }],
    options: [
      { name: 'namespace', short: 'n', kind: 'text', value: 'NS', names: 'namespace', says: 'of the class; needed where several have it' },
      { name: 'since', kind: 'text', value: 'BOOKMARK', says: 'those after the event that had this __BOOKMARK first' },
      { name: 'count', kind: 'count', value: 'N', says: 'end after N events' },
    ],
    run: () => import('../verbs/watch.js'),
  },
  {
    name: 'subscribe', group: 'Objects', summary: 'permanent subscriptions: events delivered to a consumer, over restarts too',
    details: 'Each is three objects: a filter (the query), a consumer (an instance of a class that a provider delivers to), and a binding of the two. An event is kept until it is delivered: at least once, in the order of its filter. One that fails too often is kept aside: dead.',
    examples: [
      { line: 'provost subscribe add big "SELECT * FROM FileChanged WHERE size > 1000" --to LogFile File=/var/log/big.log', says: 'all three objects, in one line' },
      { line: 'provost subscribe ls', says: 'what there is, and how far it is' },
      { line: 'provost subscribe dead', says: 'what could not be delivered, and why' },
      { line: 'provost subscribe dead 7 --retry', says: 'deliver one again; all of them without a number' },
      { line: 'provost subscribe rm big', says: 'all three objects, and what waits' },
    ],
    arguments: [{ name: 'ACT', names: 'none', optional: true }, { name: 'WORD', names: 'none', optional: true, rest: true }],
    options: [
      { name: 'to', kind: 'text', value: 'CLASS', names: 'class', says: 'of add: the class of the consumer; K=V are its properties' },
      { name: 'namespace', short: 'n', kind: 'text', value: 'NS', names: 'namespace', says: 'of add: where the class of the query is found' },
      { name: 'retry', kind: 'flag', says: 'of dead: deliver again' },
      { name: 'drop', kind: 'flag', says: 'of dead: delete' },
    ],
    run: () => import('../verbs/subscribe.js'),
  },
];
