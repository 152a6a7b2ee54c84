/** How an error is told: a line `error: CODE: sentence`, what belongs to it, and last the next command to type. Decides the exit code with it. */
import { isProviderError, ProviderError, safeText } from '@provost/protocol';
import type { Output } from '../output/output.js';
import { exitCodeOf } from './exit-codes.js';
import { UsageError } from './usage-error.js';

/** What the error's remedy is made to fit: the provider's name, and the state directory where the caller named one. */
export interface ErrorContext {
  readonly provider?: string | undefined;
  readonly class?: string | undefined;
  readonly state?: string | undefined;
}

/** Writes the error to stderr, as JSON where the output is JSON, and answers the exit code. */
export function printError(error: unknown, output: Output, context: ErrorContext = {}): number {
  if (error instanceof UsageError) {
    printUsage(error, output);
    return 2;
  }
  const told = isProviderError(error) ? error : faultOfOurs(error);
  const remedy = fitted(told.remedy, { ...context, provider: told.facts.provider ?? context.provider });
  if (output.isJson) {
    output.note(JSON.stringify({ ...told.toJSON(), remedy }));
    return exitCodeOf(told.code);
  }
  // A message may go on below its first line, with a process's last words.
  const [first = '', ...further] = told.message.split('\n');
  output.note(`${output.paint.bad('error:')} ${safeText(first)}`);
  for (const line of further) output.note(safeText(line));
  const faults = told.facts.faults ?? [];
  if (faults.some((fault) => !told.message.includes(fault))) {
    for (const fault of faults) output.note(`  - ${oneLine(fault)}`);
  }
  const lastLines = told.facts.lastLines ?? [];
  if (!lastLines.some((line) => told.message.includes(line))) for (const line of lastLines) output.note(`  | ${safeText(line)}`);
  if (remedy !== '') output.note(oneLine(remedy));
  return exitCodeOf(told.code);
}

function printUsage(error: UsageError, output: Output): void {
  if (output.isJson) {
    const told = new ProviderError('INVALID_PARAMETER', {}, { message: error.message, remedy: error.instead });
    output.note(JSON.stringify(told.toJSON()));
  } else {
    output.note(`${output.paint.bad('error:')} ${oneLine(`${error.message} ${error.instead}`)}`);
  }
}

/** Puts the names that are known into a remedy: `provost logs NAME` becomes `provost logs disk`. */
function fitted(remedy: string, { provider, class: className, state }: ErrorContext): string {
  let text = remedy;
  if (provider !== undefined) text = text.replace(/\bNAME\b/g, () => provider);
  if (className !== undefined) text = text.replace(/\bNS:CLASS\b/g, () => className);
  if (state !== undefined) text = text.replace(/\bprovost ([a-z]+)\b(?! --state)/g, (_, verb: string) => `provost ${verb} --state ${state}`);
  return text;
}

function oneLine(text: string): string {
  return safeText(text.replace(/\s*\n\s*/g, ' '));
}

/** What is no ProviderError is a bug of this program, and says where it is. */
function faultOfOurs(error: unknown): ProviderError {
  const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined };
  return new ProviderError('FAILED', { lastLines: stack === undefined ? [] : stack.split('\n').slice(0, 8) }, {
    message: `This is a fault of provost itself: ${message}.`,
    remedy: 'Report it with the lines above, and what you typed.',
    cause: error,
  });
}
