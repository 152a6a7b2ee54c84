/** What a message is: a typed constant. No method name stands anywhere else as a string. */

/** A request: it is answered, with a result or an error, exactly once. */
export interface RequestMessage<P, R> {
  readonly kind: 'request';
  readonly method: string;
  /** Only for inference. */
  readonly types?: { readonly params: P; readonly result: R };
  /** Writes its parameters as JSON, where that can be done faster than for any object. `value` writes a part of which nothing is known. */
  write?(params: P, value: (value: unknown) => string): string;
}

/** A notification: nothing answers it. */
export interface NotificationMessage<P> {
  readonly kind: 'notification';
  readonly method: string;
  readonly types?: { readonly params: P };
}

export function request<P, R>(method: string, write?: RequestMessage<P, R>['write']): RequestMessage<P, R> {
  return write === undefined ? { kind: 'request', method } : { kind: 'request', method, write };
}

export function notification<P>(method: string): NotificationMessage<P> {
  return { kind: 'notification', method };
}

/** The parameters of a message. */
export type ParamsOf<M> = M extends { readonly types?: { readonly params: infer P } } ? P : never;

/** The result of a request. */
export type ResultOf<M> = M extends RequestMessage<unknown, infer R> ? R : never;
