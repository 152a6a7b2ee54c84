/** Brings the provider that an author's file exports by default, whether the file is an ES module, CommonJS, or TypeScript where Node takes it. */
import { pathToFileURL } from 'node:url';
import { ProviderError, isProviderError } from '@provost/protocol';
import { definitionOf, type ProviderDefinition } from '../define/provider.js';
import { detailsOf, wordsOf } from '../dispatch/thrown.js';

/** Imports the file and finds the provider. Rejects with PROVIDER_LOAD_FAILED; the stack goes to `log`. */
export async function importEntry(entry: string | undefined, importModule: (url: string) => Promise<unknown>, log: (values: readonly unknown[]) => void): Promise<ProviderDefinition> {
  if (entry === undefined) throw entryFault('The host named no file to import.', 'Register the provider again: provost register PATH.');
  let module: { readonly default?: unknown };
  try {
    module = (await importModule(pathToFileURL(entry).href)) as { readonly default?: unknown };
  } catch (thrown) {
    log([`${entry} could not be imported:`, detailsOf(thrown)]);
    throw importFault(entry, thrown);
  }
  // A file that was compiled to CommonJS has its default export one level further in.
  const exported = module.default;
  const definition = definitionOf(exported) ?? definitionOf((exported as { readonly default?: unknown } | undefined)?.default);
  if (definition !== undefined) return definition;
  throw entryFault(
    `${entry} exports ${exported === undefined ? 'nothing' : 'something that is no provider'} by default.`,
    'Let it export what defineProvider(...) made: export default provider; in CommonJS: module.exports = provider.',
  );
}

function importFault(entry: string, thrown: unknown): ProviderError {
  const code = (thrown as { readonly code?: unknown } | null)?.code;
  if (isTypeScriptFault(code)) {
    return entryFault(
      `${entry} is TypeScript, which Node ${process.version} ${code === 'ERR_UNKNOWN_FILE_EXTENSION' ? 'does not run as it is; 22.18 and later do' : `cannot run as it is: ${wordsOf(thrown)}`}.`,
      'Choose a newer Node for it (provost register PATH --node BIN), or compile it and let "entry" name the JavaScript file.',
    );
  }
  const words = isProviderError(thrown) ? thrown.message : wordsOf(thrown);
  return entryFault(`${entry} could not be imported: ${words}`, isProviderError(thrown) ? thrown.remedy : 'Mend the file; the log has the stack.');
}

const typeScriptFaults: ReadonlySet<unknown> = new Set(['ERR_UNKNOWN_FILE_EXTENSION', 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX', 'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING', 'ERR_INVALID_TYPESCRIPT_SYNTAX']);

function isTypeScriptFault(code: unknown): boolean {
  return typeScriptFaults.has(code);
}

function entryFault(message: string, remedy: string): ProviderError {
  return new ProviderError('PROVIDER_LOAD_FAILED', { pid: process.pid }, { message, remedy });
}
