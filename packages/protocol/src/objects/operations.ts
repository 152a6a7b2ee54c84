/** Which messages can be given a number of their own and a deadline: those that take CallOptions. */
import { Create, Delete, Get, Invoke, Load, Modify, Restart, WaitFor } from '../messages/index.js';

const methods: ReadonlySet<string> = new Set([Get, Create, Modify, Delete, Invoke, Load, Restart, WaitFor].map(({ method }) => method));

/** Whether a request, other than one with rows, takes a number by which progress and warnings come back. */
export function takesOperation(message: { readonly method: string }): boolean {
  return methods.has(message.method);
}
