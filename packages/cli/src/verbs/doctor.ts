/** `provost doctor`: what the host finds, and without a host what can be seen from here. */
import { Doctor, isErrorOf, type DoctorFinding } from '@provost/protocol';
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
    if (!isErrorOf(error, 'HOST_NOT_RUNNING')) throw error;
    const { findingsFromHere } = await import('../hosts/findings-from-here.js');
    const absent: DoctorFinding = { check: 'host', verdict: 'warning', finding: error.sentence, remedy: error.remedy };
    return [absent, ...findingsFromHere(await invocation.state(), invocation.environment)];
  }
}

function viewFor(output: Output): RowsView<DoctorFinding> {
  const paint = output.dataPaint;
  const colours = { ok: paint.good, warning: paint.caution, fault: paint.bad };
  return {
    columns: [
      { title: 'CHECK', cell: ({ check }) => check },
      { title: 'VERDICT', cell: ({ verdict }) => verdict, paint: (text, { verdict }) => colours[verdict](text) },
      { title: 'FINDING', cell: ({ finding }) => finding },
      { title: 'REMEDY', cell: ({ remedy }) => remedy ?? '' },
    ],
    name: ({ check }) => check,
  };
}
