/**
 * vscode-jsonrpc, which pairs requests and answers: one connection of it after the other, so that none gets old. What each does is left to
 * the pairing; order and limits are left to the connection.
 */
import { ParameterStructures, RequestType, ResponseError } from 'vscode-jsonrpc';
import type { WireError } from '../index.js';
import { Pairing, type LibraryHooks } from './pairing.js';
import type { WireMessage } from './wire-message.js';

/** An answer that is an error. */
export function refusal(error: WireError): unknown {
  return new ResponseError(error.code, error.message, error.data);
}

/** After so many messages the next ones go to a new connection of the library, for what {@link TurnoverMap} says: it keeps what is open in Maps. */
const MESSAGES_EACH = 4096;

export class RpcLibrary {
  readonly #hooks: LibraryHooks;
  readonly #types = new Map<string, RequestType<object, unknown, unknown>>();
  /** Those before the current one that wait for an answer. */
  #earlier: Pairing[] = [];
  #current: Pairing;
  #issued = 0;

  constructor(hooks: LibraryHooks) {
    this.#hooks = hooks;
    this.#current = new Pairing(hooks, 0);
  }

  /** Sends a request. The promise is settled by its answer, or rejected when it is given up. Throws when params are no object. */
  send(method: string, params: object): Promise<unknown> {
    // A type, and not only the name: given a name, the library looks into the parameters for what may be a token.
    let type = this.#types.get(method);
    if (type === undefined) this.#types.set(method, type = new RequestType(method, ParameterStructures.byName));
    const pairing = this.#pairing();
    const answer = pairing.send(type, params);
    this.#issued += 1;
    return answer;
  }

  /** Takes a request of the peer. Its handler is called before this returns. */
  take(message: WireMessage): void {
    this.#pairing().request(message);
  }

  /** Whether it holds a request that is not answered. */
  get isAwaiting(): boolean {
    return this.#current.isAwaiting || this.#earlier.some((pairing) => pairing.isAwaiting);
  }

  dispose(): void {
    for (const pairing of [...this.#earlier, this.#current]) pairing.dispose();
  }

  #pairing(): Pairing {
    if (this.#current.taken < MESSAGES_EACH) return this.#current;
    this.#earlier = [...this.#earlier, this.#current].filter((pairing) => pairing.isAwaiting);
    this.#current = new Pairing(this.#hooks, this.#issued);
    return this.#current;
  }
}
