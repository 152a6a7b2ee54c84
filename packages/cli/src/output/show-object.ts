/** One object: a property on each line, or the object as a document. */
import { safeText, type JsonObject } from '@provost/protocol';
import { fieldLines, valueText } from './fields.js';
import type { Output } from './output.js';
import { readyToMeasure } from './text-width.js';

export async function showObject(output: Output, path: string, instance: JsonObject): Promise<void> {
  if (output.format === 'name') return output.name(path);
  if (!output.isTable) return output.document(instance);
  await readyToMeasure(Object.keys(instance));
  const lines = fieldLines(Object.entries(instance).map(([name, value]) => [name, valueText(value)]), output.dataPaint);
  await output.write(lines.length === 0 ? '' : `${lines.join('\n')}\n`);
}

/** What became of an object: `root/app:Note.id="7" created`. */
export async function showDeed(output: Output, path: string, deed: string, facts: JsonObject = {}): Promise<void> {
  if (output.format === 'name') return output.name(path);
  if (!output.isTable) return output.document({ path, ...facts });
  return output.line(`${safeText(path)} ${deed}`);
}
