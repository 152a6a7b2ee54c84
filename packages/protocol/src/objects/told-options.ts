/** Which of a caller's options travel; the others stay with the door. */
import type { AskOptions } from '../shapes.js';

/** What of the options the host is told. */
export function toldOptions({ timeoutMs, operationId }: AskOptions): { readonly timeoutMs?: number; readonly operationId?: string } {
  return { ...(timeoutMs === undefined ? {} : { timeoutMs }), ...(operationId === undefined ? {} : { operationId }) };
}
