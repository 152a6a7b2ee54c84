/** What a provider says unasked, brought to whom it concerns: the lease of the operation, the refusals, the lifecycle, the operators. */
import { ReturnedFromProvider } from '@provost/protocol';
import type { Connection } from '@provost/protocol/node';
import type { Activation, ActivationTools } from './activation.js';
import { hearUnasked } from './unasked-words.js';

/** Hears the connection of an activation from here on. What it says about an operation goes to that operation's lease; a late word goes nowhere. */
export function hear(activation: Activation, connection: Connection, { clock, tell, refusalsChanged }: ActivationTools): void {
  hearUnasked(connection, {
    progressed: (context, progress) => {
      if (context === undefined) activation.onLoadProgress();
      else activation.leases.get(context)?.progressed(progress);
    },
    warned: (context, message) => activation.leases.get(context)?.warned(message),
    arrived: (context, rows) => activation.leases.get(context)?.arrived(rows),
    refused: (context, operation, why) => {
      const isNew = activation.refusals.add({ context, operation, why, since: clock.date(), sinceMs: clock.nowMs() }, connection.peer);
      if (!isNew) return;
      activation.enter({ name: 'refused', context });
      refusalsChanged(activation, 'refused', { context, operation, ...(why === undefined ? {} : { why }) });
    },
    requested: (context) => {
      if (!activation.refusals.remove(context)) return;
      activation.enter({ name: 'requested', context });
      refusalsChanged(activation, 'requested', { context });
    },
    leaves: () => activation.enter({ name: 'drain-asked', reason: 'shutdown' }),
    jobFailed: (context, name, error) => tell('job-failed', activation, { context, job: name, error: error.message }),
  });
  connection.onNotification(ReturnedFromProvider, ({ context }) => {
    if (context === 'load') activation.onLoaded();
    else if (activation.inherited.returned(context)) activation.enter({ name: 'lease-ended' });
  });
}
