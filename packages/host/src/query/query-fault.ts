/** The errors of queries: each shows where in the text it lies. What is wrong, those say who find it. */
import { ProviderError, excerpt, safeText } from '@provost/protocol';

const CHARACTERS_BEFORE = 50;
const CHARACTERS_AFTER = 30;
const EXCERPT_LENGTH = 24;

/** What an error may say besides its sentence. */
export interface FaultOptions {
  readonly expected?: readonly string[];
  readonly remedy?: string;
  /** Further facts, such as a limit's name and number. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** INVALID_QUERY for what is wrong at a character (from 0) of the text. The sentence says what, without the place; `because` begins lower or upper case as it stands alone. */
export function invalidQuery(text: string, at: number, because: string, options: FaultOptions = {}): ProviderError {
  return faultAt('INVALID_QUERY', text, at, because, options);
}

/** NOT_SUPPORTED for what is WQL and is not served. */
export function unsupportedQuery(text: string, at: number, because: string, options: FaultOptions = {}): ProviderError {
  return faultAt('NOT_SUPPORTED', text, at, because, options);
}

function faultAt(code: 'INVALID_QUERY' | 'NOT_SUPPORTED', text: string, at: number, because: string, { expected, remedy, facts }: FaultOptions): ProviderError {
  const before = text.slice(0, at).split(/\r\n|\r|\n/);
  const [line, column] = [before.length, (before.at(-1) as string).length + 1];
  const found = foundAt(text, at);
  return new ProviderError(
    code,
    { position: at + 1, line, column, ...(found !== undefined && { found }), ...(expected !== undefined && { expected }), ...facts },
    { message: `${/[\r\n]/.test(text) ? `Line ${line}: ` : ''}${because}\n${drawn(text, at)}`, remedy: remedy ?? (code === 'INVALID_QUERY' ? 'Correct the query where the mark points.' : 'Ask for it another way: docs/wql.md says what is served.') },
  );
}

/** The word or sign that stands there; undefined at the end of the query. */
export function foundAt(text: string, at: number): string | undefined {
  const found = /^(?:[A-Za-z0-9_]+|[^])/u.exec(text.slice(at, at + 2 * EXCERPT_LENGTH))?.[0];
  return found === undefined ? undefined : excerpt(found, EXCERPT_LENGTH);
}

/** The line that the place is in, as much of it as fits a screen, and a mark under the place. */
function drawn(text: string, at: number): string {
  const lineStart = Math.max(text.lastIndexOf('\n', at - 1), text.lastIndexOf('\r', at - 1)) + 1;
  const start = Math.max(at === 0 ? 0 : lineStart, at - CHARACTERS_BEFORE);
  const rest = text.slice(at, at + CHARACTERS_AFTER).split(/[\r\n]/)[0] as string;
  const shown = `${start > lineStart ? '...' : ''}${safeText(text.slice(start, at))}`;
  const isCut = rest.length === CHARACTERS_AFTER && at + CHARACTERS_AFTER < text.length;
  return `  ${shown}${safeText(rest)}${isCut ? '...' : ''}\n  ${' '.repeat([...shown].length)}^`;
}
