/**
 * `npm run grammar`: writes from the grammar of WQL its parser and the figure of its documentation. Both are kept in the repository, so that a build needs nothing
 * but tsc; with `--check` nothing is written, and the exit code says whether they still agree with the grammar.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import peggy from 'peggy';
import { diagramOf } from './grammar/diagram-of.mjs';
import { figureOf } from './grammar/figure.mjs';
import { titled } from './grammar/railroad.mjs';
import { root } from './step.mjs';

const GRAMMAR = 'packages/host/src/query/wql.peggy';

/** The types are said in syntax.ts, by hand. */
const HEAD = '// Written by `npm run grammar` from wql.peggy; changes belong there.\n// @ts-nocheck\n/* eslint-disable */\n';

/** The diagrams in the order in which they are read: the rule and what it is called. */
const DIAGRAMS = {
  start: 'query', select: 'select', selection: 'selection', or: 'condition', and: 'all of', not: 'term', test: 'test', operand: 'operand', property: 'property', constant: 'constant',
  comparison: 'comparison', number: 'number', text: 'text', word: 'name', group: 'group', associators: 'associators', references: 'references', named: 'requirement', flagName: 'flag',
};
const NAMES = { ...DIAGRAMS, class: 'name', name: 'name', plain: 'name', part: 'name', flag: 'flag', path: 'object path', letter: '[A-Za-z0-9_]' };
const INLINE = new Set(['within', 'where', 'primary', 'quoted', 'clause', 'letter']);

const source = readFileSync(join(root, GRAMMAR), 'utf8');
const grammar = peggy.parser.parse(source, { grammarSource: GRAMMAR, reservedWords: [] });
const diagrams = Object.entries(DIAGRAMS).map(([rule, name]) => titled(name, diagramOf(grammar, rule, { inline: INLINE, names: NAMES, source })));

const written = {
  'packages/host/src/query/parser.generated.ts': HEAD + peggy.generate(source, { output: 'source', format: 'es', grammarSource: 'wql.peggy' }),
  'docs/wql.svg': figureOf(diagrams, { title: 'The grammar of WQL', summary: 'Railroad diagrams of queries, conditions, tests, properties and constants, and of the forms that are read but not served: GROUP, ASSOCIATORS OF and REFERENCES OF.' }),
};

for (const [path, text] of Object.entries(written)) {
  if (!process.argv.includes('--check')) writeFileSync(join(root, path), text);
  else if (readFileSync(join(root, path), 'utf8') !== text) {
    process.stderr.write(`${path} is not what ${GRAMMAR} makes: run npm run grammar.\n`);
    process.exitCode = 1;
  }
}
