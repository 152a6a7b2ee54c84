/** Node reads the command line as UTF-8 and puts U+FFFD where it is none, so that two different words may look the same. */
import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { UsageError } from '../errors/usage-error.js';

/** Throws a UsageError for words that were not UTF-8: what would be asked for is not what was typed. */
export function refuseBrokenText(words: readonly string[]): void {
  const broken = words.find((word) => word.includes('\ufffd'));
  if (broken === undefined || wasUtf8()) return;
  throw new UsageError(`"${broken}" was not typed in UTF-8.`, 'Give it in UTF-8; a file under such a name can be reached by a link with another.');
}

/** Whether the line has U+FFFD because it was typed. */
function wasUtf8(): boolean {
  try {
    return isUtf8(readFileSync('/proc/self/cmdline'));
  } catch {
    return false;
  }
}
