/** What providers alone may ask: to keep what they push. */
import { ProviderError, PushFromProvider } from '@provost/protocol';
import type { HostParts } from '../host-parts.js';
import type { RequestTable } from './host-door.js';

export function answerPushRequests(table: RequestTable, { activations, attached, pushed }: HostParts): void {
  table.on(PushFromProvider, ({ class: name, put, delete: gone, replace }, { from }) => {
    if (from === undefined) {
      throw new ProviderError('ACCESS_DENIED', { method: PushFromProvider.method }, { message: 'Only the provider of a class pushes its instances.', remedy: 'Ask for what it offers: provost schema NS:CLASS.' });
    }
    const { activation } = from;
    const { registration: { name: provider } } = activation;
    const isServing = activation.registration.decoupled === undefined ? activations.slot(activation.registration).current === activation : attached.has(activation);
    if (!isServing) {
      throw new ProviderError('SERVER_IS_SHUTTING_DOWN', { provider, pid: activation.pid ?? 0 }, {
        message: `Provider "${provider}" (pid ${activation.pid}) is being unloaded: what it pushes is not kept any more.`, remedy: 'Push while it is loaded; its next load pushes anew.',
      });
    }
    return { count: pushed.take(provider, { class: name, ...(put === undefined ? {} : { put }), ...(gone === undefined ? {} : { delete: gone }), ...(replace === undefined ? {} : { replace }) }) };
  });
}
