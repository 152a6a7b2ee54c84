/** What a message is: a typed constant. No method name stands anywhere else as a string. */

/** A request: it is answered, with a result or an error, exactly once. */
export interface RequestMessage<P, R> {
  readonly kind: 'request';
  readonly method: string;
  /** Only for inference. */
  readonly types?: { readonly params: P; readonly result: R };
}

/** A notification: nothing answers it. */
export interface NotificationMessage<P> {
  readonly kind: 'notification';
  readonly method: string;
  readonly types?: { readonly params: P };
}

export function request<P, R>(method: string): RequestMessage<P, R> {
  return { kind: 'request', method };
}

export function notification<P>(method: string): NotificationMessage<P> {
  return { kind: 'notification', method };
}

/** The parameters of a message. */
export type ParamsOf<M> = M extends { readonly types?: { readonly params: infer P } } ? P : never;

/** The result of a request. */
export type ResultOf<M> = M extends RequestMessage<unknown, infer R> ? R : never;
