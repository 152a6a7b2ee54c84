/** Checks a registration as a whole: every fault at once, each a sentence. What a provider said of itself is not trusted before it went through here. */
import { checkerOf, descriptionFaults, didYouMean, excerpt, type JsonObject, type ProviderDescription, type RegisterParams, type SchemaNode } from '@provost/protocol';
import { credentialFault } from './read-credentials.js';
import type { HeldRegistrations } from './held-registrations.js';

type Credentials = NonNullable<RegisterParams['credentials']>;

/** Who serves which class already. */
export type ClassesServed = Pick<HeldRegistrations, 'classAt'>;

/** What was found: a registration's content, or what is wrong with it. */
export interface Checked {
  readonly faults: readonly string[];
  readonly description: ProviderDescription;
  readonly config: JsonObject;
}

/** Checks what the provider answered against what was given with it and what is registered already. */
export async function checkRegistration(answer: unknown, params: RegisterParams, others: ClassesServed): Promise<Checked> {
  const { credentials = {} } = params;
  const faults = descriptionFaults(answer);
  const description = answer as ProviderDescription;
  if (faults.length > 0) return { faults: [...faults, ...(await credentialFileFaults(credentials))], description, config: {} };
  const named = params.name === undefined ? description : { ...description, name: params.name };
  const nameFaults = params.name === undefined ? [] : descriptionFaults(named);
  const { config, faults: configFaults } = checkConfig(description.config, params.config ?? {});
  const wanted = description.credentials ?? [];
  const asked = Object.entries(credentials).filter(([name]) => wanted.includes(name));
  return {
    faults: [
      ...nameFaults, ...configFaults, ...credentialNameFaults(wanted, credentials), ...(await credentialFileFaults(Object.fromEntries(asked))),
      ...clashes(named, others),
    ],
    description: named,
    config,
  };
}

/** What is wrong with the files of credentials; one clause each. */
export async function credentialFileFaults(credentials: Credentials): Promise<string[]> {
  const faults = await Promise.all(Object.entries(credentials).map(([name, { file }]) => credentialFault(name, file)));
  return faults.filter((fault) => fault !== undefined);
}

/** Config as it was given, texts turned into what the schema wants, defaults filled in, all faults told. */
function checkConfig(schema: SchemaNode | undefined, given: JsonObject): { config: JsonObject; faults: string[] } {
  const properties = schema?.properties ?? {};
  const known = Object.keys(properties);
  const faults = Object.keys(given)
    .filter((key) => !Object.hasOwn(properties, key))
    .map((key) => `config has no "${excerpt(key, 64)}"${didYouMean(key, known)}${known.length === 0 ? ': the provider takes none' : ''}`);
  const config: JsonObject = {};
  for (const [key, node] of Object.entries(properties)) {
    if (Object.hasOwn(given, key)) config[key] = valueOf(node, given[key]);
    else if (node.default !== undefined) config[key] = node.default;
  }
  if (schema === undefined) return { config, faults };
  const found = checkerOf(schema)(config) ?? [];
  return { config, faults: [...faults, ...found.map(({ path, expected, found: is }) => `config ${path} must be ${expected}; it is ${is}`)] };
}

/** A command line knows only texts: `--config port=80` is the number where the schema says integer. */
function valueOf(node: SchemaNode, given: unknown): unknown {
  if (typeof given !== 'string' || node.type === 'string' || node.type === undefined) return given;
  if (node.type === 'boolean' && (given === 'true' || given === 'false')) return given === 'true';
  if ((node.type === 'integer' || node.type === 'number') && given.trim() !== '' && Number.isFinite(Number(given))) return Number(given);
  if (node.type !== 'array' && node.type !== 'object') return given;
  try {
    return JSON.parse(given);
  } catch {
    return given; // The checker says what it should have been.
  }
}

function credentialNameFaults(wanted: readonly string[], given: Readonly<Record<string, unknown>>): string[] {
  const missing = wanted.filter((name) => !Object.hasOwn(given, name)).map((name) => `the credential ${name} is missing: give the file that holds it, --credential ${name}=FILE`);
  const strange = Object.keys(given).filter((name) => !wanted.includes(name)).map((name) => `the provider asks for no credential "${excerpt(name, 64)}"${didYouMean(name, wanted)}`);
  return [...missing, ...strange];
}

/** The classes that another registration serves already: a class is served by one. */
export function clashes({ name: own, namespace, classes }: ProviderDescription, others: ClassesServed): string[] {
  const served = classes.flatMap(({ name }) => others.classAt(namespace, name) ?? []).filter(({ registration }) => registration.name !== own);
  const byProvider = served.sort(({ registration: one }, { registration: other }) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0));
  return byProvider.map(({ definition, registration }) => `the class ${namespace}:${definition.name} is served by provider "${registration.name}" already`);
}
