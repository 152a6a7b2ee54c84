import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { openHome, type Home } from './support.js';

/** A host whose quarantine is long, and a provider that ends whenever it is asked for a Thing. */
async function openCrashing(): Promise<Home> {
  const home = await openHome();
  await home.run('up', '-d');
  for (const [key, value] of [['crash-limit', '2'], ['quarantine', '1h'], ['quarantine-max', '1h']] as const) await home.run('settings', key, value);
  const folder = await mkdtemp(join(home.folder, 'raw-'));
  await writeFile(join(folder, 'provost.json'), JSON.stringify({ command: [process.execPath, fileURLToPath(new URL('../../providers/exits-in-get.js', import.meta.url))] }));
  await home.run('register', folder);
  return home;
}

test('P11 F-P15 one that keeps failing is shown as quarantined with when it is tried again and why, and reset lets it be loaded', async () => {
  await using home = await openCrashing();
  for (let nth = 0; nth < 2; nth++) expect(await home.run('get', 'Thing.id="x"')).toMatchObject({ code: 7 });
  const refused = await home.run('list', 'Thing');
  expect([refused.code, refused.stdout]).toEqual([7, '']);
  expect(refused.stderr).toMatch(/^error: PROVIDER_QUARANTINED: Provider "raw" failed 2 times and is in quarantine since .* \(in (1h|59m\d*s?|59m59s|\d+s)\) tries it once more\. The last failure: it exited with code 7 while it was loaded\. Its last words:\n {2}\| out of ideas\nRead its log: provost logs raw\. When it is mended: provost reset raw\.\n$/);
  expect((await home.run('ls')).stdout).toMatch(/\nraw +object +quarantined +- .* probe in (1h|59m\S*) /);
  expect((await home.run('describe', 'raw')).stdout).toMatch(/Why: +2 failures, it is tried again in \S+ at the earliest; the last: it exited with code 7 while it was loaded\n[^]*provost reset raw/);
  expect(await home.json('ls')).toMatchObject([{ state: 'quarantined', heldOff: { how: 'quarantined', failures: 2 } }]);

  const reset = await home.run('reset', 'raw');
  expect(reset).toMatchObject({ code: 0, stderr: 'Its quarantine is over; the next request loads it.\n' });
  expect(reset.stdout).toMatch(/\nraw +object +unloaded +- /);
  expect(await home.run('list', 'Thing')).toMatchObject({ code: 0 });
  expect(await home.run('reset', 'raw')).toMatchObject({ code: 0, stderr: 'Nothing kept it from being loaded.\n' });
  expect(await home.run('reset', 'nobody')).toMatchObject({ code: 4 });
}, 60_000);
