/** Runs one command line from end to end: parse, carry out, tell what went wrong, and leave nothing open. */
import { FORMATS, isFormat, type Format } from '../output/format.js';
import { nearest, ProviderError } from '@provost/protocol';
import { classPartOf } from '../values/class-part.js';
import { printError } from '../errors/print-error.js';
import { Output, type OutputStream } from '../output/output.js';
import { UsageError } from '../errors/usage-error.js';
import { withNearestName } from '../errors/nearest-name.js';
import { helpOf, helpOfAll } from './help.js';
import { watchForInterruption } from './interruption.js';
import { Invocation } from './invocation.js';
import { parse, type Parsed } from './parse.js';
import { refuseBrokenText } from './broken-text.js';

export interface Surroundings {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly environment: NodeJS.ProcessEnv;
}

/** Resolves with the exit code once everything is written and closed. Never rejects. */
export async function runCommandLine(words: readonly string[], surroundings: Surroundings): Promise<number> {
  const outputIn = (format: Format): Output => new Output({ ...surroundings, format });
  let parsed: Parsed;
  let format: Format;
  try {
    refuseBrokenText(words);
    parsed = parse(words);
    format = formatOf(parsed);
  } catch (error) {
    const output = outputIn(jsonWasMeant(words) ? 'json' : 'table');
    return ended(output, printError(error, output));
  }
  const output = outputIn(format);
  if (parsed.kind === 'run') return ended(output, await carryOut(parsed, output, surroundings.environment));
  await output.line(parsed.verb === undefined ? helpOfAll(output.dataPaint, output.width) : helpOf(parsed.verb, output.dataPaint, output.width));
  return ended(output, 0);
}

/** The exit code, once everything is written. What could not be written is told, whatever the verb made of it: a file that is cut short must not look whole. */
async function ended(output: Output, code: number): Promise<number> {
  await output.flushed();
  const { failure } = output;
  if (failure === undefined) return code;
  const failed = printError(new ProviderError('FAILED', {}, { message: `The output could not be written: ${failure.message}.`, remedy: 'Make room for it, or write it elsewhere.', cause: failure }), output);
  await output.flushed();
  return failed;
}

async function carryOut(parsed: Parsed & { kind: 'run' }, output: Output, environment: NodeJS.ProcessEnv): Promise<number> {
  const interruption = watchForInterruption();
  const { signal: interrupted } = interruption;
  const invocation = new Invocation({ ...parsed, output, environment, interruption });
  try {
    const { run } = await parsed.verb.run();
    return (await run(invocation)) ?? (interrupted.aborted ? 130 : 0);
  } catch (error) {
    if (output.readerGone.aborted) return 0;
    const told = await withNearestName(error, invocation);
    if (interrupted.aborted && !mayHaveRun(told)) return 130;
    const code = printError(told, output, { state: invocation.stateTyped, class: classOf(invocation) });
    return interrupted.aborted ? 130 : code;
  } finally {
    await invocation.close();
  }
}

/** The class that the arguments speak of, for remedies that name one. */
function classOf(invocation: Invocation): string | undefined {
  const index = (invocation.verb.arguments ?? []).findIndex(({ names }) => names === 'class' || names === 'path');
  const word = invocation.wordAt(index);
  return index < 0 || word === undefined ? undefined : classPartOf(word);
}

/** What was interrupted needs no words, unless it may have taken effect. */
function mayHaveRun(error: unknown): boolean {
  return (error as { readonly facts?: { readonly mayHaveRun?: boolean } }).facts?.mayHaveRun === true;
}

function formatOf(parsed: Parsed): Format {
  const typed = parsed.kind === 'run' ? parsed.options.get('output') : undefined;
  if (typeof typed !== 'string') return 'table';
  if (isFormat(typed)) return typed;
  const near = nearest(typed, FORMATS);
  throw new UsageError(`-o expects one of ${FORMATS.join(', ')}, and got "${typed}".`, `Such as: -o ${near ?? 'json'}`);
}

/** A command line that cannot be read may still say that its reader is a program. */
function jsonWasMeant(words: readonly string[]): boolean {
  return words.some((word, index) => /^(-ojsonl?|--output=jsonl?)$/.test(word) || (/^(-o|--output)$/.test(word) && /^jsonl?$/.test(words[index + 1] ?? '')));
}
