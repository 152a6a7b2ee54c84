/** What those are told whose provider has ended, or broken the protocol, while it was at work for them. */
import { ProviderError } from '@provost/protocol';
import { howEnded, lastWordsOf } from '../process/how-ended.js';
import type { ProcessExit } from '../process/provider-process.js';
import type { Activation } from './activation.js';

/** One that broke the protocol is told of at once; else it waits for the activation's end, which says how its process ended. */
export async function whyLost(activation: Activation, exit: () => ProcessExit, cause: ProviderError): Promise<ProviderError> {
  if (cause.code !== 'CONNECTION_CLOSED') return brokeProtocol(activation, cause);
  await activation.ended;
  return crashed(activation, exit(), cause);
}

function crashed({ registration, pid }: Activation, exit: ProcessExit, cause: ProviderError): ProviderError {
  return new ProviderError(
    'PROVIDER_CRASHED',
    { provider: registration.name, ...(pid === null ? {} : { pid }), mayHaveRun: true, exitCode: exit.code, signal: exit.signal, lastLines: exit.lastLines, ...(exit.unseen === true ? { keeperLost: true } : {}) },
    { message: `Provider "${registration.name}" (pid ${pid}) ${howEnded(exit)} while it was at work; what was asked may have been done. ${lastWordsOf(exit)}`, remedy: `Read its log: provost logs ${registration.name} --previous. The next request gets a fresh process.`, cause },
  );
}

function brokeProtocol({ registration, pid }: Activation, cause: ProviderError): ProviderError {
  return new ProviderError('PROVIDER_MISBEHAVED', { provider: registration.name, ...(pid === null ? {} : { pid }), mayHaveRun: true }, {
    message: `Provider "${registration.name}" (pid ${pid}) broke the protocol and is being ended: ${cause.sentence}`,
    cause,
  });
}
