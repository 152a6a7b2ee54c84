/** Which failed loads say nothing of the provider, and which say that every further one would fail too until something is put right. */
import type { ProviderError } from '@provost/protocol';

/** What the host or its machine lacked. */
const OF_THE_HOST: ReadonlySet<string> = new Set(['KEEPER_LOST', 'STORE_FAILED', 'SERVER_IS_SHUTTING_DOWN', 'SERVER_LIMITS_EXCEEDED']);
const NO_ROOM: ReadonlySet<unknown> = new Set(['EAGAIN', 'ENOMEM', 'EMFILE', 'ENFILE']);

/** What the system answers instead of a process, whenever it is asked. */
const NO_PROGRAM: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'ENOEXEC', 'E2BIG', 'PROTOCOL_VERSION_UNSUPPORTED']);

/** Whether a load failed for what is no fault of the provider. */
export function isOfTheHost({ code, facts }: ProviderError): boolean {
  return OF_THE_HOST.has(code) || (code === 'PROVIDER_LOAD_FAILED' && NO_ROOM.has(facts['reason']));
}

/** Whether no load can succeed until a file, the program, the store or the registration is another: a missing or exposed file, a changed one, a missing interpreter, a version of the protocol that is not shared, a store that is damaged or lost. */
export function cannotStart({ code, facts }: ProviderError): boolean {
  if (code === 'PROVIDER_CHANGED') return true;
  return code === 'PROVIDER_LOAD_FAILED' && (facts.faults !== undefined || facts['credential'] !== undefined || facts['damaged'] === true || NO_PROGRAM.has(facts['reason']));
}
