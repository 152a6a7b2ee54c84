/** How a data file is shown, and how it is said that one is whole or was copied. */
import { ProviderError, safeText, type BackupResult, type StorageReport, type StoreReport } from '@provost/protocol';
import { fieldLines, section, type Field } from './fields.js';
import { instantText, sizeText } from './measures.js';
import type { Output } from './output.js';

/** Shows a report. Resolves with the exit code: 1 where it is damaged. */
export async function showReport(report: StorageReport | StoreReport, output: Output): Promise<number> {
  if (output.format === 'name') await output.name(report.path);
  else if (!output.isTable) await output.document(report);
  else await output.write(`${reportLines(report, output).join('\n')}\n`);
  return report.health === 'damaged' ? 1 : 0;
}

/** Says that it is whole. Throws STORE_FAILED where it is not. */
export async function showVerified(report: StorageReport, output: Output): Promise<void> {
  if (report.damage !== null) throw new ProviderError('STORE_FAILED', { path: report.path }, { message: report.damage, ...(report.remedy === null ? {} : { remedy: report.remedy }) });
  if (output.format === 'name') return output.name(report.path);
  if (!output.isTable) return output.document(report);
  const records = Object.values(report.tables).reduce((sum, count) => sum + count, 0);
  output.say(report.health === 'absent' ? `There is nothing at ${report.path} yet.` : `${report.path} is whole: ${records} records were read.`);
}

export async function showBackup({ path, bytes }: BackupResult, output: Output): Promise<void> {
  if (output.format === 'name') return output.name(path);
  if (!output.isTable) return output.document({ path, bytes });
  output.say(`${path} has it all (${sizeText(bytes)}), and was verified.`);
}

export async function showRestored(restored: { readonly path: string; readonly keptAside: string | null }, from: string, output: Output): Promise<void> {
  if (output.format === 'name') return output.name(restored.path);
  if (!output.isTable) return output.document({ ...restored, from });
  output.say(`${restored.path} is what ${from} has.${restored.keptAside === null ? '' : ` What was there is kept as ${restored.keptAside}.`}`);
}

export async function showCleared(cleared: { readonly path: string; readonly keptAside: string | null }, output: Output): Promise<void> {
  if (output.format === 'name') return output.name(cleared.path);
  if (!output.isTable) return output.document({ ...cleared });
  output.say(`${cleared.path} is empty.${cleared.keptAside === null ? '' : ` What was there is kept as ${cleared.keptAside}.`}`);
}

function reportLines(report: StorageReport | StoreReport, output: Output): string[] {
  const paint = output.dataPaint;
  const health = { intact: paint.good('whole'), damaged: paint.bad('damaged'), absent: 'nothing was kept yet' }[report.health];
  const fields: Field[] = [
    ['provider', 'provider' in report ? safeText(report.provider) : undefined],
    ['file', safeText(report.path)],
    ['health', health],
    ['fault', report.damage === null ? undefined : safeText(report.damage)],
    ['remedy', report.remedy === null ? undefined : safeText(report.remedy)],
    ['size', report.bytes === null ? undefined : sizeText(report.bytes)],
    ['open in', report.openedBy.length === 0 ? undefined : `pid ${report.openedBy.join(', ')}`],
    ['undo', 'pendingUndo' in report && report.pendingUndo !== null ? `${report.pendingUndo === 0 ? 'no steps wait' : `${report.pendingUndo} steps wait for the next load`}` : undefined],
    ['last good', report.lastGood === null ? 'no copy' : `${safeText(report.lastGood.path)} (${instantText(report.lastGood.at)}, ${sizeText(report.lastGood.bytes)})`],
  ];
  const tables = Object.entries(report.tables).map(([name, count]): Field => [name, String(count)]);
  return [...fieldLines(fields, paint), ...section('Records', fieldLines(tables, paint, '  '), paint)];
}
