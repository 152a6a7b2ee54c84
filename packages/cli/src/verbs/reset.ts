/** `provost reset NAME`: ends back-off and quarantine, and says what it did. */
import { ResetProvider, type HeldOffView } from '@provost/protocol';
import type { RunVerb } from '../catalog/verb.js';
import { showProvider } from '../output/show-provider.js';

/** What it was, by how it was kept from being loaded. */
const ENDED: Readonly<Record<HeldOffView['how'], string>> = {
  'backing-off': 'It was kept back for a moment; the next request loads it.',
  quarantined: 'Its quarantine is over; the next request loads it.',
  probing: 'Its quarantine is over, without waiting for what is being tried.',
  'cannot-start': 'It could not start; the next request tries it again.',
};

export const run: RunVerb = async (invocation) => {
  const { output } = invocation;
  const host = await invocation.host();
  const { provider, was } = await host.ask(ResetProvider, { name: invocation.word(0) });
  output.say(was === null ? 'Nothing kept it from being loaded.' : ENDED[was.how]);
  return showProvider(output, provider);
};
