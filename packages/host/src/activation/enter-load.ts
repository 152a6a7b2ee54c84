/** A load of an activation, and how it went: entered before anything else is made of its end. Where it is loaded, and when, is left to its slot. */
import { isProviderError, type ProviderError } from '@provost/protocol';
import type { Activation } from './activation.js';

/** Loads it. `told` hears of it first, where no other load of it was begun meanwhile. */
export function enterLoad(activation: Activation, load: (activation: Activation) => Promise<void>, told: { readonly loaded: () => void; readonly failed: (error: ProviderError) => void }): void {
  const attempt = (activation.loadAttempts += 1);
  // A load that was released again is told of late: by then another may be under way in the same process.
  const isLatest = (): boolean => activation.loadAttempts === attempt;
  activation.loadTold = load(activation).then(
    () => {
      if (!isLatest()) return;
      told.loaded();
      activation.enter({ name: 'ready' });
    },
    (error: unknown) => {
      if (!isProviderError(error)) throw error;
      if (!isLatest()) return;
      told.failed(error);
      activation.enter({ name: 'load-failed' });
      if (activation.pid === null) activation.neverStarted();
    },
  );
}
