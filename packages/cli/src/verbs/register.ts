/** `provost register PATH`. */
import { Register, safeText, type ClassDefinition, type RegistrationView, type ResultOf } from '@provost/protocol';
import type { RunVerb } from '../catalog/verb.js';
import { classWords } from '../output/class-words.js';
import { isOfEvents, offersOf } from '../values/class-offers.js';
import { registrationOf } from '../values/registration-options.js';

export const run: RunVerb = async (invocation) => {
  const { output } = invocation;
  const params = await registrationOf(invocation);
  const host = await invocation.host();
  output.say(`Running ${params.path} once to read its classes.`);
  const { registration, updated, loaded } = await host.ask(Register, params);
  if (output.format === 'name') return output.name(registration.name);
  if (!output.isTable) return output.document({ registration, updated, ...(loaded === undefined ? {} : { loaded }) });
  await output.line(`${safeText(registration.name)} ${updated ? 'updated' : 'registered'}`);
  for (const line of classLines(registration)) await output.line(line);
  const pushed = pushLine(registration, loaded);
  if (pushed !== undefined) await output.line(pushed);
  for (const line of nextCommands(registration, updated, invocation.stateTyped)) output.say(line);
};

function classLines({ namespace, classes }: RegistrationView): string[] {
  return classes.map((one) => {
    const words = classWords(one);
    return safeText(`  ${namespace}:${one.name}  ${offersOf(one).join(' ') || 'abstract'}${words.length === 0 ? '' : `  (${words.join('; ')})`}`);
  });
}

/** Of a provider that pushes: whether there is something to read by now. */
function pushLine({ name, classes, enabled }: RegistrationView, loaded: ResultOf<typeof Register>['loaded']): string | undefined {
  const pushes = classes.filter(({ keptBy }) => keptBy === 'push').map((one) => one.name);
  if (pushes.length === 0) return undefined;
  if (loaded?.failure !== undefined) return safeText(`  It pushes ${pushes.join(', ')}, and could not be loaded, so there is nothing to read yet: ${loaded.failure.message}`);
  if (!enabled || loaded === undefined) return safeText(`  It pushes ${pushes.join(', ')}, and was not loaded: there is nothing to read before provost load ${name}.`);
  return safeText(`  It pushes ${pushes.join(', ')}, and was loaded once to do so: the host answers with what it has pushed.`);
}

/** An update is tried by loading it, and not by whoever asks next. */
function nextCommands({ name, namespace, classes }: RegistrationView, updated: boolean, state: string | undefined): string[] {
  const where = state === undefined ? '' : ` --state ${state}`;
  const listed = classes.find(({ operations }) => operations.includes('list')) ?? classes.find((one) => one.abstract !== true) ?? classes[0];
  const lines: string[] = updated ? [`  provost load ${name}${where}`] : [];
  if (listed !== undefined) lines.push(`  provost ${firstVerb(listed, namespace)}${where}`);
  lines.push(`  provost describe ${name}${where}`);
  return ['Next:', ...lines.map(safeText)];
}

function firstVerb(first: ClassDefinition, namespace: string): string {
  if (first.operations.includes('list')) return `list ${namespace}:${first.name}`;
  return isOfEvents(first) ? `watch "SELECT * FROM ${first.name}" -n ${namespace}` : `schema ${namespace}:${first.name}`;
}
