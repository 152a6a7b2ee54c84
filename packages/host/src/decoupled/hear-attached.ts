/** What a program that has attached itself says unasked, brought to whom it concerns. That it refuses to be unloaded changes nothing: nobody would. */
import { ReturnedFromProvider } from '@provost/protocol';
import { hearUnasked } from '../activation/unasked-words.js';
import type { AttachedProvider } from './attached-provider.js';

/** Hears it from here on. What it says about an operation goes to that operation's lease; a late word goes nowhere. */
export function hearAttached(provider: AttachedProvider, tell: (type: string, facts: Readonly<Record<string, unknown>>) => void): void {
  const { connection, leases } = provider;
  const nothing = (): void => undefined;
  hearUnasked(connection, {
    progressed: (context, progress) => { if (context !== undefined) leases.get(context)?.progressed(progress); },
    warned: (context, message) => leases.get(context)?.warned(message),
    arrived: (context, rows) => leases.get(context)?.arrived(rows),
    refused: nothing,
    requested: nothing,
    leaves: nothing,
    jobFailed: (context, name, error) => tell('job-failed', { context, job: name, error: error.message }),
  });
  connection.onNotification(ReturnedFromProvider, ({ context }) => { if (context === 'load') provider.loaded(); });
}
