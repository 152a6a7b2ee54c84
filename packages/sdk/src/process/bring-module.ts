/**
 * Brings a file as a module, whatever kind of module it is, by `require` where Node takes ES modules that way: that starts only half of its ES module loader, and
 * waits for no thread. What waits at its top, and what is no JavaScript, is left to `import()`.
 */
import { fileURLToPath } from 'node:url';
import { types } from 'node:util';

/** Said before anything of the file has run. */
const ONLY_BY_IMPORT: ReadonlySet<unknown> = new Set(['ERR_REQUIRE_ASYNC_MODULE', 'ERR_REQUIRE_CYCLE_MODULE', 'ERR_REQUIRE_ESM']);

/** The namespace of an ES module, or what a CommonJS file exports as `default`, as `import()` has it. Rejects as that does. */
export async function bringModule(url: string, by: { readonly require: (path: string) => unknown; readonly import: (url: string) => Promise<unknown> }, version = process.versions.node): Promise<unknown> {
  if (/^file:.*\.[cm]?js$/.test(url) && requiresModules(version)) {
    try {
      const found = by.require(fileURLToPath(url));
      return types.isModuleNamespaceObject(found) ? found : { default: found };
    } catch (thrown) {
      if (!ONLY_BY_IMPORT.has((thrown as { readonly code?: unknown } | null)?.code)) throw thrown;
    }
  }
  return by.import(url);
}

/** Whether that Node does, and says nothing on stderr about it. */
export function requiresModules(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const since: Readonly<Record<number, number>> = { 20: 19, 22: 13, 23: 5 };
  return major >= 24 || minor >= (since[major] ?? Infinity);
}
