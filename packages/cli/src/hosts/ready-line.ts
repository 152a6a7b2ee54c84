/** How a host in the background tells the command that started it that it is ready, or why it is not: one line of JSON on a descriptor. */
import { closeSync, writeSync } from 'node:fs';
import { fromWireError, isProviderError, ProviderError, toWireError, type HostStatus, type WireError } from '@provost/protocol';

/** What is told. */
export type Readiness = Ready | { readonly error: unknown };

/** It is up. Its repository may be damaged all the same: then it serves nothing, and says so. */
export interface Ready {
  readonly pid: number;
  readonly repositoryFault?: HostStatus['repositoryFault'];
}

/** Tells it and closes the descriptor. Does nothing without one, or when it was told before and nobody listens. */
export function tellReady(fd: number | undefined, readiness: Readiness): void {
  if (fd === undefined) return;
  try {
    writeSync(fd, `${JSON.stringify('pid' in readiness ? readiness : { error: wireForm(readiness.error) })}\n`);
    closeSync(fd);
  } catch {
    // The command that started this one has gone; nobody waits for the line.
  }
}

/** What a line says, or undefined where it is none. */
export function readReadiness(line: string): Ready | { readonly error: ProviderError } | undefined {
  try {
    const said = JSON.parse(line) as Partial<Ready> & { readonly error?: WireError };
    if (typeof said.pid === 'number') return { pid: said.pid, repositoryFault: said.repositoryFault ?? null };
    return said.error === undefined ? undefined : { error: fromWireError(said.error) };
  } catch {
    return undefined;
  }
}

function wireForm(error: unknown): WireError {
  if (isProviderError(error)) return toWireError(error);
  return toWireError(new ProviderError('FAILED', {}, { message: `The host did not start: ${error instanceof Error ? error.message : String(error)}.` }));
}
