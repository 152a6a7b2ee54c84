/** The tables of docs/reliability.md: what each row must say, and which of the tests that carry its id it names. */
import { basename } from 'node:path/posix';
import type { TestTitle } from '../test-titles.js';
import type { Rows } from './row.js';

export interface Catalogue {
  /** One table each, in the order of the page. */
  readonly families: readonly Rows[];
  readonly titles: readonly TestTitle[];
  /** Why a row has no test, by its id. */
  readonly reasons: Readonly<Record<string, string>>;
}

/** What is not as it must be; none when the page tells every row as it is, with tests that are there. */
export function findPageFaults(page: string, catalogue: Catalogue): string[] {
  const [told, expected] = [rowLines(page), Object.entries(Object.assign({}, ...catalogue.families) as Rows)];
  const ids = expected.map(([id]) => id);
  const foreign = [...told.keys()].filter((id) => !ids.includes(id)).map((id) => `${id} is told, and is no row.`);
  return foreign.concat(expected.flatMap(([id, { fault, happens }]) => {
    const line = told.get(id);
    if (line === undefined) return [`${id} is not told.`];
    if (!line.startsWith(beginningOf(id, fault, happens))) return [`${id} is told otherwise than its row says.`];
    const shown = line.slice(beginningOf(id, fault, happens).length, -' |'.length);
    const reason = catalogue.reasons[id];
    if (reason !== undefined) return shown === reasonCell(reason) ? [] : [`${id} must say why it has no test: ${reason}.`];
    const possible = cellsOf(id, catalogue.titles);
    return shown.split('<br>').flatMap((cell) => (possible.includes(cell) ? [] : [`${id} names a test that does not carry it: ${cell}`]));
  }));
}

/** The page with its tables written anew; which tests a row names stays where they still carry it. */
export function rewritten(page: string, catalogue: Catalogue): string {
  const told = rowLines(page);
  const rest = catalogue.families.map((rows) => Object.entries(rows).map(([id, { fault, happens }]) => {
    const beginning = beginningOf(id, fault, happens);
    return `${beginning}${cellFor(id, told.get(id), catalogue)} |`;
  }));
  let isTable = false;
  return page.split('\n').flatMap((line) => {
    if (/^\| F-/.test(line)) return [];
    isTable = /^\|( ---? \|)+$/.test(line);
    return isTable ? [line, ...(rest.shift() ?? [])] : [line];
  }).join('\n');
}

function cellFor(id: string, told: string | undefined, { titles, reasons }: Catalogue): string {
  const reason = reasons[id];
  if (reason !== undefined) return reasonCell(reason);
  const possible = cellsOf(id, titles);
  const kept = (told?.split(' | ').at(-1)?.slice(0, -' |'.length).split('<br>') ?? []).filter((cell) => possible.includes(cell));
  return (kept.length > 0 ? kept : possible.slice(0, 2)).join('<br>');
}

/** The tests that carry the id, those with real processes first, then those that carry the fewest others. */
function cellsOf(id: string, titles: readonly TestTitle[]): string[] {
  const carrying = titles.filter(({ title }) => title.match(/\bF-[PHCR]\d+\b/g)?.includes(id));
  const rank = ({ path, title }: TestTitle): number => (path.startsWith('test/') ? 0 : 10) + (title.match(/\bF-/g)?.length ?? 0);
  return [...new Set(carrying.sort((one, other) => rank(one) - rank(other)).map(({ path, title }) => `[${basename(path, '.test.ts')}](../${path}): ${shown(title)}`))];
}

/** Its promises and rows stand at its beginning, and once on the line already. */
function shown(title: string): string {
  return title.replace(/^(?:(?:[PDS]\d+|W-[RQU]\d+|F-[PHCR]\d+|OMI:) )+/, '').replaceAll('|', '\\|').replaceAll('<', '&lt;');
}

function beginningOf(id: string, fault: string, happens: string): string {
  return `| ${id} | ${fault} | ${happens} | `;
}

function reasonCell(reason: string): string {
  return `*none: ${reason}*`;
}

function rowLines(page: string): Map<string, string> {
  return new Map([...page.matchAll(/^\| (F-[PHCR]\d+) \| .* \|$/gm)].map(([line, id = '']) => [id, line]));
}
