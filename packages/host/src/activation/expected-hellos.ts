/** The processes that were started and have not yet said hello: who they are expected to be, and how they prove it. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { HelloParams, ProviderError } from '@provost/protocol';
import type { Connection } from '@provost/protocol/node';

/** A peer that proved to be the process that was started. */
export interface Arrival {
  readonly connection: Connection;
  readonly hello: HelloParams;
}

interface Expected {
  readonly secretHash: Buffer;
  readonly arrive: (arrival: Arrival) => void;
  readonly turnAway: (reason: ProviderError) => void;
}

/** What a process is given so that it can say who it is. */
export interface Invitation {
  readonly id: string;
  readonly secret: string;
  /** What the record keeps of the secret. */
  readonly secretHash: string;
  /** Settles with the first hello that proves the secret, and rejects where the two sides share no version; stays pending when none comes. */
  readonly arrival: Promise<Arrival>;
  /** It is no longer expected. Idempotent. */
  withdraw(): void;
}

export class ExpectedHellos {
  readonly #expected = new Map<string, Expected>();

  /** Expects one process under `id`. */
  invite(id: string): Invitation {
    const secret = randomBytes(32).toString('base64url');
    const secretHash = hashOf(secret).toString('hex');
    return { id, secret, secretHash, ...this.expect(id, secretHash) };
  }

  /** Expects a process that was invited by an earlier host, which has kept the SHA-256 (hexadecimal) of its secret. */
  expect(id: string, secretHash: string): Pick<Invitation, 'arrival' | 'withdraw'> {
    let arrive!: (arrival: Arrival) => void;
    let turnAway!: (reason: ProviderError) => void;
    const arrival = new Promise<Arrival>((resolve, reject) => {
      arrive = resolve;
      turnAway = reject;
    });
    arrival.catch(() => undefined); // Whoever waits for it is told; who has given up need not be.
    const expected = { secretHash: Buffer.from(secretHash, 'hex'), arrive, turnAway };
    this.#expected.set(id, expected);
    return {
      arrival,
      withdraw: () => {
        if (this.#expected.get(id) === expected) this.#expected.delete(id);
      },
    };
  }

  /** The process that was expected is turned away. Nothing where it is not that. */
  refuse(id: string, secret: string, reason: ProviderError): void {
    const expected = this.#expected.get(id);
    if (expected === undefined || !timingSafeEqual(hashOf(secret), expected.secretHash)) return;
    this.#expected.delete(id);
    expected.turnAway(reason);
  }

  /** Whether the peer is the process that was expected; each invitation is good for one. */
  accept(id: string, secret: string, connection: Connection, hello: HelloParams): boolean {
    const expected = this.#expected.get(id);
    if (expected === undefined || !timingSafeEqual(hashOf(secret), expected.secretHash)) return false;
    this.#expected.delete(id);
    expected.arrive({ connection, hello });
    return true;
  }
}

/** Whether a secret is the one whose SHA-256 (hexadecimal) is known; in constant time. */
export function provesSecret(secret: string, secretHash: string): boolean {
  return timingSafeEqual(hashOf(secret), Buffer.from(secretHash, 'hex'));
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
