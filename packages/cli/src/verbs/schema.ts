/** `provost schema NS:CLASS`: its properties and methods as a table, or its JSON Schema. */
import { SchemaOf, safeText, type ClassDefinition, type MethodDefinition, type SchemaNode } from '@provost/protocol';
import type { RunVerb } from '../catalog/verb.js';
import type { Output, RowsView } from '../output/output.js';
import { isOfEvents } from '../values/class-offers.js';

interface PropertyRow {
  readonly name: string;
  readonly node: SchemaNode;
  readonly isKey: boolean;
  readonly isRequired: boolean;
  /** Whether its provider is asked for it, of an instance that the host keeps; and whether it can be set. */
  readonly isDynamic: boolean;
  readonly isSettable: boolean;
}

const view: RowsView<PropertyRow> = {
  columns: [
    { title: 'PROPERTY', cell: ({ name }) => name },
    { title: 'TYPE', cell: ({ node }) => typeText(node) },
    { title: 'FLAGS', cell: flagsText, leaves: 2 },
    { title: 'DESCRIPTION', cell: ({ node }) => node.description ?? '', leaves: 1 },
  ],
  name: ({ name }) => name,
};

export const run: RunVerb = async (invocation) => {
  const { output } = invocation;
  const host = await invocation.host();
  const { namespace, provider, definition } = await host.ask(SchemaOf, { class: invocation.word(0) });
  const name = `${namespace}:${definition.name}`;
  if (output.format === 'name') return output.name(name);
  if (!output.isTable) return output.document({ namespace, provider, ...definition });
  const { strong } = output.dataPaint;
  const derives = definition.superclass === undefined ? '' : `, derives from ${safeText(definition.superclass)}`;
  const head = `${strong(safeText(name))}${derives}, ${byWhom(definition, safeText(provider))}`;
  const table = output.table(view);
  const properties = await table.lines(propertiesOf(definition));
  const lines = [head, ...(definition.description === undefined ? [] : [safeText(definition.description)]), '', ...properties, ...methodLines(definition, output)];
  await output.write(`${lines.join('\n')}\n`);
  output.tellLeftOut(table, view);
};

/** Who answers for its instances. */
function byWhom(definition: ClassDefinition, provider: string): string {
  if (definition.abstract === true) return `abstract, of ${provider}`;
  if (isOfEvents(definition)) return `events that ${provider} raises`;
  const { keptBy, dynamic, operations, events } = definition;
  const offers = [...operations, ...(events === true ? ['events'] : [])].join(' ') || 'no operation';
  if (keptBy === 'push') return `pushed by ${provider} and kept by the host: ${offers}`;
  if (keptBy === 'host') return `kept by the host${dynamic === undefined ? '' : `, with dynamic properties of ${provider}`}: ${offers}`;
  return `served by ${provider}: ${offers}`;
}

function propertiesOf({ schema, key, dynamic = {} }: ClassDefinition): PropertyRow[] {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).map(([name, node]) => ({ name, node, isKey: key.includes(name), isRequired: required.has(name), isDynamic: Object.hasOwn(dynamic, name), isSettable: dynamic[name] === undefined || dynamic[name].writable === true }));
}

function methodLines({ methods }: ClassDefinition, output: Output): string[] {
  const lines = Object.entries(methods).flatMap(([name, method]) => [
    `  ${safeText(signatureText(name, method))}`,
    ...(method.description === undefined ? [] : [`    ${safeText(method.description)}`]),
    ...Object.keys(method.errors ?? {}).map((error) => `    fails as ${safeText(error)}`),
  ]);
  return lines.length === 0 ? [] : ['', output.dataPaint.strong('METHODS'), ...lines];
}

function signatureText(name: string, { params, returns, static: ofClass }: MethodDefinition): string {
  const required = new Set(params.required ?? []);
  const list = Object.entries(params.properties ?? {}).map(([key, node]) => `${key}${required.has(key) ? '' : '?'}: ${typeText(node)}`);
  return `${name}(${list.join(', ')})${returns === undefined ? '' : `: ${typeText(returns)}`}${ofClass === true ? '  of the class' : ''}`;
}

function flagsText({ isKey, isRequired, isDynamic, isSettable, node }: PropertyRow): string {
  return [isKey ? 'key' : '', isRequired || isKey ? '' : 'optional', node.default === undefined ? '' : `default ${JSON.stringify(node.default)}`, isDynamic ? 'dynamic' : '', node.readOnly === true || !isSettable ? 'read-only' : ''].filter((flag) => flag !== '').join(', ');
}

/** `string`, `string of 1..80`, `integer 1..9`, `string[]`, `"a" | "b"`. */
function typeText(node: SchemaNode): string {
  if (node.anyOf !== undefined) return node.anyOf.map(typeText).join(' | ');
  if (node.enum !== undefined) return node.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (node.const !== undefined) return JSON.stringify(node.const);
  if (node.type === 'array') return node.items === undefined ? 'array' : `${typeText(node.items)}[]`;
  if (node.format === 'reference' && node.class !== undefined) return `reference to ${node.class}`;
  const name = node.format ?? node.type ?? 'anything';
  const lengths = lengthText(node);
  if (lengths !== undefined) return `${name} of ${lengths}`;
  if (node.minimum === undefined && node.maximum === undefined) return name;
  return `${name} ${node.minimum ?? ''}..${node.maximum ?? ''}`;
}

/** How many characters a text may have. */
function lengthText({ minLength, maxLength }: SchemaNode): string | undefined {
  if (minLength !== undefined && maxLength !== undefined) return `${minLength}..${maxLength}`;
  if (minLength !== undefined) return `at least ${minLength}`;
  return maxLength === undefined ? undefined : `at most ${maxLength}`;
}
