/** Classes as a person writes them down in a file: `provost classes add FILE`. What `provost schema NS:CLASS -o json` prints is one such. What a class must be is left to the host. */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { ClassDefinition, JsonObject } from '@provost/protocol';
import { UsageError } from '../errors/usage-error.js';

/** One class of the file. */
export interface WrittenClass {
  /** Where the file says it. */
  readonly namespace: string | undefined;
  readonly definition: ClassDefinition;
}

const EXAMPLE = 'Such as: { "namespace": "root/shop", "name": "Item", "key": "id", "properties": { "id": { "type": "string" } } }';

/** The classes of a file, JSON or YAML by its ending, in their order; `-` is the standard input. Rejects with a UsageError that names the file. */
export async function classesIn(file: string): Promise<readonly WrittenClass[]> {
  const value = await parsed(file, await read(file));
  const all: unknown[] = Array.isArray(value) ? value : isObject(value) && Array.isArray(value['classes']) ? value['classes'] : [value];
  return all.map((one, index) => {
    if (!isObject(one) || typeof one['name'] !== 'string') throw new UsageError(`${file}: ${all.length === 1 ? 'it' : `class ${index + 1}`} is no class: an object with a name is expected.`, EXAMPLE);
    return written(one);
  });
}

/** `properties` and `required` may stand beside the name; the key may be one word, and is required without saying so. */
function written({ namespace, provider, operations, keptBy, methods = {}, key = [], properties, required, schema, ...more }: JsonObject): WrittenClass {
  const names = Array.isArray(key) ? (key as unknown[]) : [key];
  const shape = isObject(schema) ? schema : { type: 'object', properties: properties ?? {}, additionalProperties: false };
  const listed = (isObject(schema) ? schema['required'] : required) ?? [];
  const whole = Array.isArray(listed) ? [...new Set([...names, ...(listed as unknown[])])] : listed;
  return {
    namespace: typeof namespace === 'string' ? namespace : undefined,
    definition: { ...more, key: names, schema: { ...shape, required: whole }, methods, operations: [] } as unknown as ClassDefinition,
  };
}

async function read(file: string): Promise<string> {
  try {
    return file === '-' ? await text(process.stdin) : await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}.`, EXAMPLE);
  }
}

async function parsed(file: string, content: string): Promise<unknown> {
  try {
    if (!/\.ya?ml$/i.test(file)) return JSON.parse(content) as unknown;
    const { parse } = await import('yaml');
    return parse(content) as unknown;
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}.`, EXAMPLE);
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
