/** Who answers what the peer asks, and acts on what it tells, by method. When a message is handled is left to the connection. */
import { toWireError } from '../index.js';
import type { IncomingRequest } from './connection.js';
import { methodUnknown, wireErrorOf } from './message-faults.js';
import { refusal } from './rpc-library.js';
import { isThenable } from './thenable.js';

type Answer = (params: never, incoming: IncomingRequest) => unknown;
type Act = (params: never) => void;

const METHOD_NOT_FOUND = -32601;

export class Handlers {
  readonly #answers = new Map<string, Answer>();
  readonly #acts = new Map<string, Act>();

  onRequest(method: string, answer: Answer): void {
    this.#answers.set(method, answer);
  }

  onNotification(method: string, act: Act): void {
    this.#acts.set(method, act);
  }

  act(method: string): Act | undefined {
    return this.#acts.get(method);
  }

  /** The result or a promise of it, or an error as the library takes it. Never throws, never rejects. */
  answer(method: string, params: object | undefined, request: IncomingRequest): unknown {
    const answer = this.#answers.get(method);
    if (answer === undefined) return refusal({ ...toWireError(methodUnknown(method)), code: METHOD_NOT_FOUND });
    try {
      const result = answer((params ?? {}) as never, request);
      return isThenable(result) ? result.then(undefined, (thrown: unknown) => refusal(wireErrorOf(thrown, method))) : result;
    } catch (thrown) {
      return refusal(wireErrorOf(thrown, method));
    }
  }
}
