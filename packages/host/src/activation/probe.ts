/** Tells a provider that is only busy from one that is blocked: a ping is answered from its event loop, or not at all. */
import { Ping, isErrorOf } from '@provost/protocol';
import type { Activation } from './activation.js';

/** Those that are being asked at the moment: one ping is enough, however many operations pass their deadlines. */
const asked = new WeakSet<Activation>();

/** To be called when an operation has passed its deadline. One that does not answer a ping either is ended as hung; any answer, also "unknown method", is life. */
export function probe(activation: Activation): void {
  if (!activation.isAtWork || asked.has(activation)) return;
  asked.add(activation);
  activation.connection.send(Ping, {}, activation.limits.pingTimeoutMs()).result.then(
    () => asked.delete(activation),
    (error: unknown) => {
      asked.delete(activation);
      if (isErrorOf(error, 'OPERATION_TIMED_OUT')) activation.enter({ name: 'hung' });
    },
  );
}
