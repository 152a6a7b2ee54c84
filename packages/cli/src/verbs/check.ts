/** `provost check PATH`: every fault at once, and nothing registered. Without a host it starts one for itself on a folder that it removes again. */
import { Check, isErrorOf, safeText, type RegisterParams, type ResultOf } from '@provost/protocol';
import type { RunVerb } from '../catalog/verb.js';
import { registrationOf } from '../values/registration-options.js';
import type { Invocation } from '../program/invocation.js';
import { withPassingHost } from '../hosts/passing-host.js';
import { ProgressLine } from '../output/progress-line.js';

type Checked = ResultOf<typeof Check>;

export const run: RunVerb = async (invocation) => {
  const { output } = invocation;
  const params = await registrationOf(invocation);
  try {
    const checked = await check(invocation, params);
    if (!output.isTable && output.format !== 'name') return await output.document({ ok: true, faults: [], ...checked });
    const { description: { name, namespace, classes } } = checked;
    if (output.format === 'name') return await output.name(name);
    await output.line(`${output.dataPaint.good('OK')} ${safeText(name)} serves ${classes.map((one) => safeText(`${namespace}:${one.name}`)).join(', ') || 'no class'}`);
    output.say(`Register it: provost register ${invocation.word(0)}`);
  } catch (error) {
    if (!isErrorOf(error, 'INVALID_REGISTRATION')) throw error;
    const faults = error.facts.faults ?? [error.sentence];
    if (!output.isTable && output.format !== 'name') await output.document({ ok: false, faults });
    else for (const fault of faults) await output.line(safeText(`${invocation.word(0)}: ${fault}`));
    for (const line of error.facts.lastLines ?? []) output.note(`  | ${safeText(line)}`);
    return 1;
  }
};

async function check(invocation: Invocation, params: RegisterParams): Promise<Checked> {
  try {
    const host = await invocation.host();
    return await host.ask(Check, params);
  } catch (error) {
    if (!isErrorOf(error, 'HOST_NOT_RUNNING')) throw error;
    const progress = new ProgressLine(invocation.output, 'check');
    return withPassingHost((door) => door.request(Check, params, { signal: invocation.signal })).finally(() => progress.end());
  }
}
