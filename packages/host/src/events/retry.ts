/** Whether a subscription that has ended is begun again, and after how long. */
import type { ProviderError } from '@provost/protocol';

const FIRST_MS = 250;
const LONGEST_MS = 30_000;

/** The provider is gone for a while; it, or one that takes its place, can be asked again. */
const PASSING: ReadonlySet<string> = new Set([
  'PROVIDER_CRASHED', 'PROVIDER_MISBEHAVED', 'PROVIDER_HUNG', 'PROVIDER_LOAD_FAILED', 'PROVIDER_LOAD_TIMED_OUT', 'PROVIDER_QUARANTINED', 'PROVIDER_BACKING_OFF', 'PROVIDER_CHANGED',
  'PROVIDER_DISABLED', 'KEEPER_LOST', 'CONNECTION_CLOSED', 'OPERATION_TIMED_OUT', 'SERVER_LIMITS_EXCEEDED',
]);

/** Whether it is for want of a program that had attached itself, and may attach itself again. */
export function isDetached({ facts }: ProviderError): boolean {
  return facts['attached'] === false;
}

/** Whether it is worth another try: not where the provider itself says that it cannot, where it was unregistered, or where an operator has cancelled it. */
export function isPassing({ code, facts }: ProviderError): boolean {
  if (code === 'OPERATION_CANCELLED') return typeof facts['reason'] === 'string' && facts['reason'] !== 'unregistered';
  return PASSING.has(code) || facts['attached'] === false;
}

/** How long to wait before the next try, after so many in a row that failed; the first follows at once. */
export function pauseMs(failures: number, { facts }: ProviderError): number {
  const ownMs = failures <= 1 ? 0 : Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 2));
  const askedMs = typeof facts['retryAfterMs'] === 'number' ? facts['retryAfterMs'] : 0;
  return Math.max(ownMs, Math.min(askedMs, 600_000));
}

/** Whether it has ended because its provider is no longer registered: then whoever watches is bound to the classes that are left. */
export function isUnregistered({ code, facts }: ProviderError): boolean {
  return code === 'OPERATION_CANCELLED' && facts['reason'] === 'unregistered';
}
