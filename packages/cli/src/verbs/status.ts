/** `provost status`: the host itself. */
import { Status, type HostStatus } from '@provost/protocol';
import type { RunVerb } from '../catalog/verb.js';
import { fieldLines, type Field } from '../output/fields.js';
import { durationText, instantText, sizeText } from '../output/measures.js';
import type { Output } from '../output/output.js';

export const run: RunVerb = async (invocation) => {
  const { output } = invocation;
  const host = await invocation.host();
  const status = await host.ask(Status, {});
  if (output.format === 'name') return output.name(status.state);
  if (!output.isTable) return output.document(status);
  await output.write(`${statusLines(status, output).join('\n')}\n`);
};

function statusLines(status: HostStatus, output: Output): string[] {
  const paint = output.dataPaint;
  const fields: Field[] = [
    ['host', status.stopping ? paint.caution('stopping') : status.repositoryFault ? paint.bad('up, and serves nothing') : paint.good('up')],
    ['repository', status.repositoryFault ? `${status.repositoryFault.damage} ${status.repositoryFault.remedy}` : undefined],
    ['pid', String(status.pid) + (status.embedded ? ' (embedded in an application)' : '')],
    ['uptime', `${durationText(status.uptimeMs)} (since ${instantText(status.startedAt)}, start ${status.epoch})`],
    ['version', `${status.version} (protocol ${status.protocol}, node ${status.node})`],
    ['state', status.state],
    ['socket', status.socket],
    ['keeper', status.keeper === null ? 'none at the moment; the next load starts one' : `pid ${status.keeper.pid}`],
    ['standby', standbyText(status)],
    ['providers', `${status.registrations} registered, ${status.loaded} loaded${loadsText(status)}`],
    ['requests', `${status.inFlight} in flight`],
    ['clients', String(status.clients)],
    ['memory', sizeText(status.rssBytes)],
  ];
  return fieldLines(fields, paint);
}

/** Only where some wait for their turn. */
function loadsText({ loads }: HostStatus): string {
  return loads === undefined || loads.waiting === 0 ? '' : `; ${loads.atWork} are loading, ${loads.waiting} wait for their turn`;
}

function standbyText({ standbys }: HostStatus): string {
  const count = standbys.length === 0 ? 'none waits' : `${standbys.length} ${standbys.length === 1 ? 'process waits' : 'processes wait'}`;
  return standbys.length === 0 ? count : `${count}, ${sizeText(standbys.reduce((sum, { rssBytes }) => sum + rssBytes, 0))} resident, most of it shared`;
}
