/** Texts by chance: whole queries by the grammar, such queries broken, words of the language in no order, and characters of any kind. */

/** Numbers from 0 to below 1. */
export type Random = () => number;

export type Draw = (random: Random) => string;

const MOST_DEPTH = 6;

function pick<T>(random: Random, choices: readonly T[]): T {
  return choices[Math.floor(random() * choices.length)] as T;
}

function repeated(random: Random, most: number, separator: string, draw: Draw): string {
  return Array.from({ length: 1 + Math.floor(random() * most) }, () => draw(random)).join(separator);
}

const PROPERTIES = ['id', 'title', 'size', 'SCORE', 'done', 'bytes', 'madeAt', 'hash', 'state', 'tags', 'author', 'reviewer', 'extra', 'any', 'nothing', '__CLASS', '__path', '__DERIVATION', '__this', 'group', 'constructor', 'TargetInstance', 'PreviousInstance'];
const PARTS = ['name', 'age', 'home', 'city', 'nothing', '__CLASS', 'toString', 'size'];
const TEXTS = ["'Apple'", '"apple"', "''", "'it\\'s'", '"C:\\\\x"', "'10'", "'2026-01-31'", "'20260131120000.000000+060'", "'true'", "'😀ä\u202e'", "'AQID'", "'Note'"];
const NUMBERS = ['0', '10', '-7', '+3', '.5', '1e3', '-1.5e-300', '9007199254740993', '18446744073709551615', '-9223372036854775808', '1e308', '99999999999999999999', '1e999'];
const CLASSES = ['Note', 'note', 'Other', '__InstanceModificationEvent', '__ClassCreationEvent', '__Event', 'meta_class', 'ProviderUnloaded', 'constructor'];
const COMPARATORS = ['=', '!=', '<>', '<', '<=', '>', '>='];

const path: Draw = (random) => (random() < 0.7 ? pick(random, PROPERTIES) : `${pick(random, PROPERTIES)}.${repeated(random, 3, '.', () => pick(random, PARTS))}`);
const constant: Draw = (random) => pick(random, [pick(random, TEXTS), pick(random, NUMBERS), 'TRUE', 'false', 'NULL']);
const pattern: Draw = (random) => `'${repeated(random, 8, '', () => pick(random, ['%', '_', 'a', 'Ä', '[a-f]', '[^ab]', '[%]', '[', ']', '-', '^', "\\'", '\\\\', '😀', 'apple']))}'`;

const condition: Draw = (random) => {
  switch (Math.floor(random() * 7)) {
    case 0: return `${path(random)} LIKE ${pattern(random)}`;
    case 1: return `${path(random)} IS ${random() < 0.5 ? 'NOT ' : ''}NULL`;
    case 2: return `${pick(random, ['__this', 'TargetInstance', path(random)])} ISA ${pick(random, ["'Note'", '"Other"', "'no class'"])}`;
    case 3: return `${constant(random)} ${pick(random, COMPARATORS)} ${path(random)}`;
    default: return `${path(random)}${pick(random, ['', ' '])}${pick(random, COMPARATORS)}${pick(random, ['', ' ', '\n'])}${constant(random)}`;
  }
};

function where(random: Random, depth: number): string {
  const kind = depth >= MOST_DEPTH ? 0 : Math.floor(random() * 6);
  if (kind === 1) return `NOT ${where(random, depth + 1)}`;
  if (kind === 2) return `(${where(random, depth + 1)})`;
  if (kind > 3) return `${where(random, depth + 1)} ${kind === 4 ? 'AND' : 'or'} ${where(random, depth + 1)}`;
  return condition(random);
}

const association: Draw = (random) => {
  const clause: Draw = () => pick(random, ['AssocClass = A', 'ResultClass=B', 'ClassDefsOnly', 'Role = "r"', 'ResultRole = s', 'RequiredQualifier = Q', 'KeysOnly', 'SchemaOnly']);
  return `${pick(random, ['ASSOCIATORS', 'references'])} OF {${pick(random, ['Note=7', 'root/app:Note.id="7"', 'Note', 'root:Note.a="}",b=2', ''])}}${random() < 0.5 ? '' : ` WHERE ${repeated(random, 3, ' ', clause)}`}`;
};

/** A query by the grammar. Most are valid. */
export const sentence: Draw = (random) => {
  if (random() < 0.06) return association(random);
  const select = random() < 0.5 ? '*' : repeated(random, 4, ', ', path);
  const within = random() < 0.2 ? ` WITHIN ${pick(random, ['5', '0.5', '0', '-1', '1e12'])}` : '';
  const filter = random() < 0.85 ? ` WHERE ${where(random, 0)}` : '';
  const group = random() < 0.05 ? ` GROUP WITHIN 5${random() < 0.5 ? ' BY title' : ''}${random() < 0.5 ? ' HAVING NumberOfEvents > 3' : ''}` : '';
  return `${pick(random, ['SELECT', 'select'])} ${select} FROM ${random() < 0.6 ? 'Note' : pick(random, CLASSES)}${within}${filter}${group}`;
};

const WORDS = ['SELECT', 'FROM', 'WHERE', 'AND', 'OR', 'NOT', 'LIKE', 'ISA', 'IS', 'NULL', 'TRUE', 'WITHIN', 'GROUP', 'BY', 'HAVING', 'ASSOCIATORS', 'OF', 'meta_class', '__this', 'a', 'Note', '*', ',', '.', '(', ')', '=', '<', '>', '{', '}', '[', ']', '+', '-', ';', "'", '"', '\\', "'x'", '5', '\n', '\0', '😀'];

/** Words of the language in no order. */
export const words: Draw = (random) => `${random() < 0.5 ? 'SELECT * FROM Note WHERE ' : ''}${repeated(random, 30, pick(random, ['', ' ']), () => pick(random, WORDS))}`;

/** Characters of any kind: bytes, and halves of characters too. */
export const characters: Draw = (random) => {
  const greatest = pick(random, [0x7f, 0xff, 0xffff]);
  const drawn = repeated(random, 60, '', () => String.fromCharCode(Math.floor(random() * (greatest + 1))));
  if (random() < 0.3) return `SELECT * FROM Note WHERE title ${pick(random, ['=', '>', 'LIKE'])} '${drawn.replace(/[\\'"]/g, '\\$&')}'`;
  return `${random() < 0.3 ? 'SELECT * FROM Note WHERE a = ' : ''}${drawn}`;
};

/** A query with a few characters taken out, put in, doubled or changed. */
export const broken: Draw = (random) => {
  let text = sentence(random);
  for (let wound = Math.floor(random() * 3); wound >= 0; wound -= 1) {
    const [at, length] = [Math.floor(random() * text.length), Math.floor(random() * 6)];
    const put = pick(random, ['', pick(random, WORDS), characters(random).slice(0, 3), text.slice(at, at + length).repeat(2)]);
    text = text.slice(0, at) + put + text.slice(at + length);
  }
  return text;
};

/** One piece over and over, up to twice what a query may have. */
export const endless: Draw = (random) => {
  const piece = pick(random, ['(', ')', 'NOT ', 'NOT(', "'", '"', '\\', '[', 'a.', 'a=1 AND ', '(a=1 OR ', 'a,', '1', '{', ' ', '-', "title LIKE '%a%a%a%b' AND "]);
  return `${pick(random, ['SELECT ', 'SELECT * FROM Note WHERE ', "SELECT * FROM Note WHERE title LIKE '", 'ASSOCIATORS OF {', ''])}${piece.repeat(Math.floor((random() * 131_072) / piece.length))}`;
};
