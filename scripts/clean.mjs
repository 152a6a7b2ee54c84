/** Removes everything that a build makes. */
import { readdirSync, rmSync } from 'node:fs';

for (const name of readdirSync('packages')) {
  for (const made of ['dist', 'dist-test', 'bundle']) rmSync(`packages/${name}/${made}`, { recursive: true, force: true });
}
rmSync('test/dist', { recursive: true, force: true });
