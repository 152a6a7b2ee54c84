/**
 * `npm run grammar`: writes the parser of WQL from its grammar. The parser is kept in the repository, so that a build needs nothing but tsc;
 * with `--check` nothing is written, and the exit code says whether the two still agree.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import peggy from 'peggy';
import { root } from './step.mjs';

const GRAMMAR = 'packages/host/src/query/wql.peggy';
const PARSER = 'packages/host/src/query/parser.generated.ts';

/** The types are said in syntax.ts, by hand. */
const HEAD = '// Written by `npm run grammar` from wql.peggy; changes belong there.\n// @ts-nocheck\n/* eslint-disable */\n';

const parser = peggy.generate(readFileSync(join(root, GRAMMAR), 'utf8'), { output: 'source', format: 'es', grammarSource: 'wql.peggy' });
const text = `${HEAD}${parser}`;

if (!process.argv.includes('--check')) writeFileSync(join(root, PARSER), text);
else if (readFileSync(join(root, PARSER), 'utf8') !== text) {
  process.stderr.write(`${PARSER} is not what ${GRAMMAR} makes: run npm run grammar.\n`);
  process.exitCode = 1;
}
