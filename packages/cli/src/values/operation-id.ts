/** `--operation-id ID`, as requests carry it. */
import type { Invocation } from '../program/invocation.js';

export function operationIdOf(invocation: Invocation): { readonly operationId?: string } {
  const operationId = invocation.text('operation-id');
  return operationId === undefined ? {} : { operationId };
}
