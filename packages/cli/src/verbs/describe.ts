/** `provost describe NAME`. What is shown, and in which order, is in output/describe-sections.ts. */
import { DescribeProvider } from '@provost/protocol';
import type { RunVerb } from '../catalog/verb.js';
import { describeLines } from '../output/describe-sections.js';
import { readyToMeasure } from '../output/text-width.js';

export const run: RunVerb = async (invocation) => {
  const { output } = invocation;
  const host = await invocation.host();
  const provider = await host.ask(DescribeProvider, { name: invocation.word(0) });
  if (output.format === 'name') return output.name(provider.name);
  if (!output.isTable) return output.document(provider);
  await readyToMeasure(Object.keys(provider.registration.configuration));
  await output.write(`${describeLines(provider, output.dataPaint, Date.now()).join('\n')}\n`);
};
