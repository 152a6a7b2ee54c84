/** What an author's function threw, in words. It may be anything, and looking at it may throw too. */
import { inspect } from 'node:util';

/** One line: `TypeError: x is not a function`. */
export function wordsOf(thrown: unknown): string {
  return safely(() => {
    if (thrown instanceof Error || hasMessage(thrown)) return `${thrown.name}: ${thrown.message}`.split('\n', 1)[0] ?? '';
    return typeof thrown === 'string' ? thrown : inspect(thrown, { depth: 1, breakLength: Infinity });
  });
}

/** All that is known of it, its stack and causes included: for the log. */
export function detailsOf(thrown: unknown): string {
  return safely(() => (typeof thrown === 'string' ? thrown : inspect(thrown)));
}

function hasMessage(thrown: unknown): thrown is { readonly name: string; readonly message: string } {
  return typeof thrown === 'object' && thrown !== null && 'message' in thrown && typeof thrown.message === 'string' && 'name' in thrown;
}

function safely(describe: () => string): string {
  try {
    return describe();
  } catch {
    return 'something that cannot be shown';
  }
}
