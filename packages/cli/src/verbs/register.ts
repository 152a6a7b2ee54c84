/** `provost register PATH`. */
import { Register, safeText, type RegistrationView } from '@provost/protocol';
import type { RunVerb } from '../catalog/verb.js';
import { registrationOf } from '../values/registration-options.js';

export const run: RunVerb = async (invocation) => {
  const { output } = invocation;
  const params = await registrationOf(invocation);
  const host = await invocation.host();
  output.say(`Running ${params.path} once to read its classes.`);
  const { registration, updated } = await host.ask(Register, params);
  if (output.format === 'name') return output.name(registration.name);
  if (!output.isTable) return output.document({ registration, updated });
  await output.line(`${safeText(registration.name)} ${updated ? 'updated' : 'registered'}`);
  for (const line of classLines(registration)) await output.line(line);
  for (const line of nextCommands(registration, updated, invocation.stateTyped)) output.say(line);
};

function classLines({ namespace, classes }: RegistrationView): string[] {
  return classes.map(({ name, operations, methods }) => {
    const offers = [...operations, ...Object.keys(methods).map((method) => `${method}()`)];
    return safeText(`  ${namespace}:${name}  ${offers.join(' ')}`);
  });
}

/** An update is tried by loading it, and not by whoever asks next. */
function nextCommands({ name, namespace, classes }: RegistrationView, updated: boolean, state: string | undefined): string[] {
  const where = state === undefined ? '' : ` --state ${state}`;
  const listed = classes.find(({ operations }) => operations.includes('list')) ?? classes[0];
  const lines: string[] = updated ? [`  provost load ${name}${where}`] : [];
  if (listed !== undefined) lines.push(`  provost ${listed.operations.includes('list') ? 'list' : 'schema'} ${namespace}:${listed.name}${where}`);
  lines.push(`  provost describe ${name}${where}`);
  return ['Next:', ...lines.map(safeText)];
}
