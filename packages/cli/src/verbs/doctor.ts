/** `provost doctor`: what the host finds, and without one that answers what can be seen from here. */
import { Doctor, isProviderError, type DoctorFinding } from '@provost/protocol';
import type { RunVerb } from '../catalog/verb.js';
import type { Output, RowsView } from '../output/output.js';
import type { Invocation } from '../program/invocation.js';

export const run: RunVerb = async (invocation) => {
  const findings = await findingsFor(invocation);
  await invocation.output.rows(viewFor(invocation.output), findings);
  return findings.some(({ verdict }) => verdict === 'fault') ? 1 : 0;
};

async function findingsFor(invocation: Invocation): Promise<readonly DoctorFinding[]> {
  try {
    const host = await invocation.host();
    return (await host.ask(Doctor, {})).findings;
  } catch (error) {
    if (!isProviderError(error) || error.code === 'OPERATION_CANCELLED') throw error;
    const { findingsFromHere } = await import('../hosts/findings-from-here.js');
    // That none runs is often meant; one that does not answer, or that this user may not ask, is not.
    const verdict = error.code === 'HOST_NOT_RUNNING' ? 'warning' : 'fault';
    const absent: DoctorFinding = { check: 'host', verdict, finding: error.sentence, remedy: error.remedy };
    return [absent, ...(await findingsFromHere(await invocation.state()))];
  }
}

function viewFor(output: Output): RowsView<DoctorFinding> {
  const paint = output.dataPaint;
  const colours = { ok: paint.good, warning: paint.caution, fault: paint.bad };
  return {
    columns: [
      { title: 'CHECK', cell: ({ check }) => check },
      { title: 'VERDICT', cell: ({ verdict }) => verdict, cut: false, paint: (text, { verdict }) => colours[verdict](text) },
      { title: 'FINDING', cell: ({ finding, remedy }) => [finding, remedy].filter((text) => text !== undefined && text !== '').join(' '), cut: 14, wraps: true },
    ],
    name: ({ check }) => check,
  };
}
