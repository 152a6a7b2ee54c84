/** `provost store NAME [verify | backup FILE | restore FILE | clear]`. */
import { BackupStore, ClearStore, RestoreStore, Store } from '@provost/protocol';
import type { RunVerb } from '../catalog/verb.js';
import { showBackup, showCleared, showReport, showRestored, showVerified } from '../output/storage-report.js';
import { storageAct } from '../values/storage-act.js';

export const run: RunVerb = async (invocation) => {
  const { output } = invocation;
  const name = invocation.word(0);
  const asked = storageAct(invocation.wordAt(1), invocation.wordAt(2), `provost store ${name}`, { mayClear: true });
  const force = invocation.flag('force') ? { force: true } : {};
  const host = await invocation.host();
  switch (asked.act) {
    case 'backup': return showBackup(await host.ask(BackupStore, { name, path: asked.file }), output);
    case 'restore': return showRestored(await host.ask(RestoreStore, { name, path: asked.file, ...force }), asked.file, output);
    case 'clear': return showCleared(await host.ask(ClearStore, { name, ...force }), output);
    case 'verify': return showVerified(await host.ask(Store, { name }), output);
    case 'show': return showReport(await host.ask(Store, { name }), output);
  }
};
