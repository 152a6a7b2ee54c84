/** YAML that readers of 1.1 (PyYAML, Ruby) and of 1.2 take for the same values, by a library that is imported only when it is asked for. */
import type { ScalarTag } from 'yaml';

// What could act on a terminal, as in JSON, and what YAML 1.1 does not allow outside of an escape.
// eslint-disable-next-line no-control-regex -- these are the characters to keep out
const unsafe = /[\u0009\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/;
const everyUnsafe = new RegExp(unsafe.source.replace('\\u0009', ''), 'g');

/**
 * Text that begins otherwise may be a number, a time, a date, `=`, `<<`, `~` or Ruby's `:symbol` to one reader or another.
 * Words such as `no` and `on` are told apart by the library, which knows those of YAML 1.1.
 */
const plainStart = /^[\p{L}_/]/u;

/** The value as a YAML document, with the same characters escaped as in JSON. */
export async function yamlText(value: unknown): Promise<string> {
  const { Document, visit } = await import('yaml');
  const document = new Document(value ?? null, { aliasDuplicateObjects: false, compat: 'yaml-1.1', customTags: (tags) => [exponential, ...tags] });
  visit(document, {
    Scalar: (_, node, path) => {
      const isRoot = path.length === 1;
      if (typeof node.value === 'string' && !mayBeBare(node.value, isRoot)) node.type = 'QUOTE_DOUBLE';
    },
  });
  const text = document.toString({ lineWidth: 0 });
  return text.replace(everyUnsafe, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** One of several documents of a stream: it says where it begins and, so that a reader can act on it at once, where it ends. */
export async function yamlStreamText(value: unknown): Promise<string> {
  return `---\n${await yamlText(value)}...\n`;
}

/** Whether text may stand without quotes. Lines stand as a block, which shows them best, but not where a line of it could be taken for the end of the document. */
function mayBeBare(text: string, isRoot: boolean): boolean {
  if (unsafe.test(text)) return false;
  return text.includes('\n') ? !isRoot && /^\S/.test(text) : plainStart.test(text);
}

/** A number with an exponent is one in YAML 1.1 only where it has a point: `1.0e+21`. */
const exponential: ScalarTag = {
  identify: (value) => typeof value === 'number' && /^-?\de/.test(String(value)),
  default: true,
  tag: 'tag:yaml.org,2002:float',
  test: /^(?!)/,
  resolve: Number,
  stringify: ({ value }) => String(value).replace('e', '.0e'),
};
