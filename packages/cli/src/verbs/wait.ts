/** `provost wait NAME --for STATE`. */
import { nearest, WaitFor, type ProviderState } from '@provost/protocol';
import { PROVIDER_STATES } from '../catalog/states.js';
import type { RunVerb } from '../catalog/verb.js';
import { UsageError } from '../errors/usage-error.js';
import { showProvider } from '../output/show-provider.js';

export const run: RunVerb = async (invocation) => {
  const name = invocation.word(0);
  const state = stateOf(invocation.text('for'), name);
  const host = await invocation.host();
  return showProvider(invocation.output, await host.ask(WaitFor, { name, state, ...invocation.deadline }));
};

function stateOf(typed: string | undefined, name: string): ProviderState {
  if (typed === undefined) throw new UsageError('"wait" needs --for STATE.', `Such as: provost wait ${name} --for unloaded`);
  const state = PROVIDER_STATES.find((one) => one === typed);
  if (state !== undefined) return state;
  const near = nearest(typed, PROVIDER_STATES);
  const instead = near === undefined ? `It is one of ${PROVIDER_STATES.join(', ')}.` : `Did you mean: provost wait ${name} --for ${near}`;
  throw new UsageError(`"${typed}" is no state of a provider.`, instead);
}
