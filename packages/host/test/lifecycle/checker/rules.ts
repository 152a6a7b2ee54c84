/** The code under test, and the rules of its surroundings that it relies on. A mutant has one of them taken away. */
import { slotTransition } from '#src/lifecycle/slot-transition.js';

export interface Rules {
  /** The lifecycle itself. */
  readonly transition: typeof slotTransition;
  /** A provider refuses an idle release while a context refuses or something runs. */
  readonly votes: boolean;
  /** Only the exit counts as the end of a process that was told to release: not its answer. */
  readonly waitsForExit: boolean;
  /** The death certificate needs the exit. */
  readonly certifiesExit: boolean;
  /** It needs the channel drained to its end. */
  readonly certifiesDrained: boolean;
  /** A lease lasts until the provider is through with its request, also when the caller gave up. */
  readonly keepsGivenUp: boolean;
  /** What a client left undone when it let go is no longer counted. */
  readonly endsLeasesOfClients: boolean;
  /** That the channel has ended is entered before what ends with it. */
  readonly tellsChannelFirst: boolean;
  /** That the exit was seen is entered at once, and not only with the certificate. */
  readonly tellsExit: boolean;
  /** Initialize is sent only to a life that is still to be loaded at that moment. */
  readonly looksBeforeInitialize: boolean;
  /** Of an earlier host's processes at most the latest is adopted. */
  readonly adoptsOnlyLatest: boolean;
  /** And only where it is of the registration as it is now. */
  readonly adoptsOnlyPresent: boolean;
  /** What is not adopted is ended. */
  readonly endsLeftBehind: boolean;
  /** Nothing is started before that. */
  readonly startsAfterLeftBehind: boolean;
  /** What came behind initialize begins once that is answered, and not before. */
  readonly beginsAfterAnswer: boolean;
  /** It is not begun for a host that is gone. */
  readonly dropsEarly: boolean;
  /** What was sent behind initialize waits for the next life only once it is known that it has not begun. */
  readonly waitsForFate: boolean;
  /** An edit of ClearAfter plans the next sweep anew, whatever else is idle. */
  readonly plansAnew: boolean;
}

export const RULES: Rules = {
  transition: slotTransition,
  votes: true,
  waitsForExit: true,
  certifiesExit: true,
  certifiesDrained: true,
  keepsGivenUp: true,
  endsLeasesOfClients: true,
  tellsChannelFirst: true,
  tellsExit: true,
  looksBeforeInitialize: true,
  adoptsOnlyLatest: true,
  adoptsOnlyPresent: true,
  endsLeftBehind: true,
  startsAfterLeftBehind: true,
  beginsAfterAnswer: true,
  dropsEarly: true,
  waitsForFate: true,
  plansAnew: true,
};
