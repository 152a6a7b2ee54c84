/** The last line of an author's file. It acts only when that file is run by hand, and then says what it is and how it is run. */
import { definitionOf, type ServedProvider } from './define/provider.js';

/**
 * Marks the file as a provider: `serve(notes)` after `export default notes`. Does nothing when the file is imported, by a host's runtime or by a
 * test; run by hand (`node notes.js`) it explains on stderr how to go on, and ends the process with 0.
 */
export function serve(provider: ServedProvider): void {
  const path = process.argv[1];
  if (path === undefined || !isProgram(path, callerOf(serve))) return;
  process.stderr.write(explanation(provider, path));
  process.exit(0);
}

/** The file that called a function, as V8 names it: a URL in an ES module, a path in CommonJS. */
function callerOf(called: (provider: ServedProvider) => void): string | null | undefined {
  const { prepareStackTrace, stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = 1;
    Error.prepareStackTrace = (_error, sites) => sites[0]?.getFileName();
    const holder: { stack?: string | null } = {};
    Error.captureStackTrace(holder, called);
    return holder.stack;
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function isProgram(path: string, caller: string | null | undefined): boolean {
  try {
    // Imported at the top, they would cost every provider half a millisecond of its start: Node makes an ES module of all that they have.
    const { realpathSync } = process.getBuiltinModule('node:fs');
    const { pathToFileURL } = process.getBuiltinModule('node:url');
    const program = realpathSync(path);
    return caller === program || caller === pathToFileURL(program).href;
  } catch {
    // What Node was started with is no file; so it is not the author's.
    return false;
  }
}

function explanation(provider: ServedProvider, path: string): string {
  const definition = definitionOf(provider);
  if (definition === undefined) return 'serve() takes the provider that defineProvider(...) made.\n';
  const { spec: { name, namespace }, classes } = definition;
  const first = classes[0]?.of.name ?? 'CLASS';
  return [
    `This is the Provost provider "${name}". It serves ${classes.map(({ of }) => of.name).join(', ') || 'no class yet'} in ${namespace}.`,
    'It is not run by hand: a Provost host starts it when it is first needed, and unloads it when it has been idle.',
    '',
    `  provost up -d                    start a host`,
    `  provost register ${path}`,
    `  provost list ${namespace}:${first}`,
    '',
  ].join('\n');
}
