/**
 * `npm run torture -- host [--count 1000] [--seed N] [--clients 6] [--keep]`: a host under load is killed that many times by SIGKILL, at moments drawn from
 * the seed: while providers load, work, are held or let go, while it starts and while it adopts; now and then its keeper too. After each kill the next
 * host has to find everything as it was acknowledged, and has to adopt or end whatever lives; nothing may be left at the end. What is drawn is the same
 * for the same seed; how it falls in with what processes do is not. Ends with 1 at the first violation, and says which, with seed and round.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { generatorOf } from './soak/draw.mjs';
import { HostTorture } from './torture/host-torture.mjs';
import { report } from './torture/report.mjs';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1000' },
    seed: { type: 'string' },
    clients: { type: 'string', default: '6' },
    keep: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const count = Number(values.count);
const folder = mkdtempSync(join(tmpdir(), 'provost-torture-'));
const evidence = join(folder, 'evidence');
mkdirSync(evidence);

const beganMs = performance.now();
const say = (text) => process.stdout.write(`${((performance.now() - beganMs) / 1_000).toFixed(1).padStart(7)} s  ${text}\n`);
say(`seed ${seed}: ${count} kills, ${values.clients} clients, in ${folder}`);
const torture = new HostTorture({ folder, evidence, seed, clients: Number(values.clients), say });
try {
  await torture.run(count, generatorOf(seed));
} catch (error) {
  torture.world.violate(error.stack);
}
const isWhole = report(torture, { seed, say });
if (isWhole && !values.keep) rmSync(folder, { recursive: true, force: true });
else say(`What there was is left in ${folder}.`);
process.exit(isWhole ? 0 : 1); // Clients may still wait for a host that nobody starts any more.
