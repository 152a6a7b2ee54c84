// An application with a provider host inside: no daemon, no socket to configure.
// Run it: node examples/embedded/embedded.js
import { clientOf } from '@provost/client';
import { ProviderHost } from '@provost/host';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const state = await mkdtemp(join(tmpdir(), 'provost-embedded-'));
const host = new ProviderHost({ state, settings: { 'clear-after.object': '1s' } });
await host.start();
try {
  await host.register({ path: fileURLToPath(new URL('../clock', import.meta.url)) });
  const client = clientOf(host.door());

  const clock = await client.get('root/app:Clock.zone="Europe/Berlin"'); // The first request loads the provider.
  console.log(`In ${clock.zone} it is ${clock.time}.`);

  for (const { name, state: now, pid } of await client.providers()) console.log(`${name} is ${now}, pid ${pid}.`);
} finally {
  await host.stop(); // Its providers are released and gone when this returns.
  await rm(state, { recursive: true, force: true });
}
