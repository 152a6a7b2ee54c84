/** What programs are told that may not attach, and what others are told of those that had. */
import { ProviderError, safeText } from '@provost/protocol';
import type { ServingPeer } from '../activation/lease-source.js';

/** A program that would attach, as errors name it. */
export interface Applicant {
  readonly name: string;
  readonly pid: number;
}

/** Nobody may attach. */
export function attachOff({ name, pid }: Applicant): ProviderError {
  return new ProviderError('ACCESS_DENIED', { provider: name, pid, setting: 'attach', value: 'off' }, {
    message: `Program "${name}" (pid ${pid}) may not attach: this host lets no program attach itself (the setting attach is off).`,
    remedy: 'Let the programs of the host\'s own user attach: provost settings attach owner.',
  });
}

/** Only the programs of the host's own user may attach. `uid` is undefined where there is no process of that pid. */
export function notOwner({ name, pid }: Applicant, uid: number | undefined, ownUid: number): ProviderError {
  const who = uid === undefined ? 'there is no process of that pid here' : `its process is of user ${uid}`;
  return new ProviderError('ACCESS_DENIED', { provider: name, pid, setting: 'attach', value: 'owner', ...(uid === undefined ? {} : { uid }) }, {
    message: `Program "${name}" (pid ${pid}) may not attach: ${who}, and only programs of user ${ownUid}, which runs the host, may (the setting attach is owner).`,
    remedy: 'Run the program as the user that runs the host, where the host sees its processes.',
  });
}

/** Another program is attached under that name, and alive. */
export function attachedAlready({ name, pid }: Applicant, attachedPid: number): ProviderError {
  return new ProviderError('ALREADY_EXISTS', { provider: name, pid, attachedPid }, {
    message: `Program (pid ${pid}) cannot attach as "${name}": ${pid === attachedPid ? 'it is attached under that name already' : `another program (pid ${attachedPid}) is attached under that name`}.`,
    remedy: `${pid === attachedPid ? 'Detach that first' : 'Stop the other one'}, or attach under another name: attach(provider, { name: 'NAME' }).`,
  });
}

/** A provider is registered under that name. */
export function nameRegistered({ name, pid }: Applicant, path: string): ProviderError {
  return new ProviderError('ALREADY_EXISTS', { provider: name, pid, path }, {
    message: `Program (pid ${pid}) cannot attach as "${name}": the provider of that name is registered, from ${path}.`,
    remedy: `Attach under another name: attach(provider, { name: 'NAME' }); or take the registration away: provost unregister ${name}.`,
  });
}

/** What it says that it serves cannot be. */
export function unfitToAttach({ name, pid }: Applicant, found: readonly string[]): ProviderError {
  const faults = found.map((fault) => safeText(fault));
  const list = faults.length === 1 ? ` ${faults[0]}.` : faults.map((fault) => `\n  - ${fault}`).join('');
  return new ProviderError('INVALID_REGISTRATION', { provider: name, pid, faults }, {
    message: `Program (pid ${pid}) cannot attach as "${name}":${list}`, remedy: 'Mend the definition of the provider in that program, then start it again.',
  });
}

/** As many are attached as may. */
export function tooManyAttached({ name, pid }: Applicant, limit: number): ProviderError {
  return new ProviderError('SERVER_LIMITS_EXCEEDED', { provider: name, pid, limit: 'connections', value: limit }, {
    message: `Program "${name}" (pid ${pid}) cannot attach: ${limit} programs are attached already (connections).`,
  });
}

/** It was at work, and its connection is gone. */
export function vanished({ registration: { name }, pid }: ServingPeer, cause: ProviderError): ProviderError {
  return new ProviderError('PROVIDER_CRASHED', { provider: name, ...(pid === null ? {} : { pid }), mayHaveRun: true }, {
    message: `Provider "${name}" (pid ${pid}) had attached itself and is gone: its program ended, or closed its connection, while it was at work.`,
    remedy: 'Find out whether the operation was done. The program serves again when it is started again and attaches itself; the host cannot start it.',
    cause,
  });
}

/** It was at work, and sent what the protocol does not allow. */
export function brokeProtocol({ registration: { name }, pid }: ServingPeer, cause: ProviderError): ProviderError {
  return new ProviderError('PROVIDER_MISBEHAVED', { provider: name, ...(pid === null ? {} : { pid }), mayHaveRun: true }, {
    message: `Provider "${name}" (pid ${pid}), which had attached itself, broke the protocol; it is not attached any more: ${cause.sentence}`, cause,
  });
}

/** It is not attached any more, and whoever waited for it need not. */
export function detached({ registration: { name }, pid }: ServingPeer): ProviderError {
  return new ProviderError('NOT_FOUND', { provider: name, ...(pid === null ? {} : { pid }), attached: false }, {
    message: `Provider "${name}" (pid ${pid}) had attached itself and is not attached any more; the request has not run.`,
    remedy: 'Start its program again: it attaches itself.',
  });
}

/** An operator has disabled it. */
export function programDisabled({ registration: { name }, pid }: ServingPeer): ProviderError {
  return new ProviderError('PROVIDER_DISABLED', { provider: name, ...(pid === null ? {} : { pid }) }, {
    message: `Provider "${name}" (pid ${pid}) is disabled: it stays attached, and nothing is asked of it.`, remedy: `Enable it: provost enable ${name}.`,
  });
}

/** It failed to load. */
export function notLoaded({ registration: { name }, pid }: ServingPeer, cause: ProviderError): ProviderError {
  return new ProviderError(cause.code, { ...cause.facts, provider: name, ...(pid === null ? {} : { pid }) }, { message: cause.sentence, remedy: 'See to its program: it wrote what is wrong to its own output.', cause });
}
