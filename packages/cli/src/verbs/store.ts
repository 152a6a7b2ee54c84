/** `provost store NAME [verify | backup FILE | restore FILE]`. */
import { BackupStore, RestoreStore, Store } from '@provost/protocol';
import type { RunVerb } from '../catalog/verb.js';
import { showBackup, showReport, showRestored, showVerified } from '../output/storage-report.js';
import { storageAct } from '../values/storage-act.js';

export const run: RunVerb = async (invocation) => {
  const { output } = invocation;
  const name = invocation.word(0);
  const asked = storageAct(invocation.wordAt(1), invocation.wordAt(2), `provost store ${name}`);
  const host = await invocation.host();
  switch (asked.act) {
    case 'backup': return showBackup(await host.ask(BackupStore, { name, path: asked.file }), output);
    case 'restore': {
      const restored = await host.ask(RestoreStore, { name, path: asked.file, ...(invocation.flag('force') ? { force: true } : {}) });
      return showRestored(restored, asked.file, output);
    }
    case 'verify': return showVerified(await host.ask(Store, { name }), output);
    case 'show': return showReport(await host.ask(Store, { name }), output);
  }
};
