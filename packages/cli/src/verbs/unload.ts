/** `provost unload NAME [--force]`. */
import { Unload } from '@provost/protocol';
import type { RunVerb } from '../catalog/verb.js';
import { exitText } from '../output/provider-view.js';

export const run: RunVerb = async (invocation) => {
  const { output } = invocation;
  const name = invocation.word(0);
  const host = await invocation.host();
  const { exit, staysAs } = await host.ask(Unload, { name, ...(invocation.flag('force') ? { force: true } : {}), ...invocation.deadline });
  if (output.format === 'name') return output.name(name);
  if (!output.isTable) return output.document({ name, exit, ...(staysAs === undefined ? {} : { staysAs }) });
  if (staysAs === 'client') return output.say(`${name} has let go and goes on as a client of the host; to end it: provost unload ${name}`);
  output.say(exit === null ? `${name} was not loaded.` : `${name} (pid ${exit.pid}) was unloaded: ${exitText(exit)}.`);
};
