/** From the rules of a peggy grammar to railroad diagrams: white space, lookahead and what is only read to be refused are left out. */
import { box, choice, optional, repeated, sequence, skip } from './railroad.mjs';

/** Read so that they can be refused by their reason; no query that has them is valid. */
const REFUSED = new Set(['arithmetic', 'index']);
const UNSEEN = new Set(['_', 'end']);

/** The diagram of a rule. `inline` are the rules that are drawn where they stand rather than named; `names` says how rules are called that are named. */
export function diagramOf(grammar, name, { inline, names, source }) {
  const rules = new Map(grammar.rules.map((rule) => [rule.name, rule]));

  function reference(target) {
    if (UNSEEN.has(target) || REFUSED.has(target)) return undefined;
    if (/^[A-Z]+$/.test(target)) return box(literalOf(rules.get(target).expression), 'word');
    return inline.has(target) ? part(rules.get(target).expression) : box(names[target] ?? target, 'rule');
  }

  /** Drawn around what it holds, unless nothing of that is shown. */
  function around({ expression }, draw) {
    const inner = part(expression);
    return inner === undefined || inner === skip ? undefined : draw(inner);
  }

  function part(node) {
    switch (node.type) {
      case 'named': case 'action': case 'labeled': case 'group': case 'text': return part(node.expression);
      case 'sequence': return node.elements.some(isRefused) ? undefined : inSequence(node.elements.map(part));
      case 'choice': return choice(node.alternatives.map(part).filter((one) => one !== undefined));
      case 'optional': return around(node, optional);
      case 'zero_or_more': return around(node, (inner) => ({ ...optional(repeated(inner)), again: inner }));
      case 'one_or_more': return around(node, (inner) => repeated(inner));
      case 'rule_ref': return reference(node.name);
      case 'literal': return box(node.value, 'word');
      case 'class': case 'any': return box(source.slice(node.location.start.offset, node.location.end.offset), 'signs');
      default: return undefined; // Lookahead takes nothing.
    }
  }

  return part(rules.get(name).expression);
}

function isRefused({ type, name, expression }) {
  return type === 'labeled' ? isRefused(expression) : type === 'rule_ref' && REFUSED.has(name);
}

function literalOf(node) {
  if (node.type === 'literal') return node.value;
  return literalOf(node.expression ?? node.elements[0]);
}

/** `a ("," a)*` is an `a` that is gone back to by way of a comma. */
function inSequence(drawn) {
  const parts = [];
  for (const one of drawn) {
    if (one === undefined) continue;
    const last = parts.at(-1);
    const between = last === undefined || one.again === undefined ? undefined : one.again.parts;
    if (between !== undefined && between.length > 1 && between.at(-1).key === last.key) parts[parts.length - 1] = repeated(last, sequence(between.slice(0, -1)));
    else parts.push(one);
  }
  return parts.length === 0 ? skip : { ...sequence(parts), parts };
}
