/** How soon the caller knows: from the moment a provider kills itself in the middle of a call to the error that the caller gets. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openPeer } from '../peers/index.js';
import { median } from '../report/statistics.js';

// Fewer than the five in a row that put a provider into quarantine.
const CRASHES_A_HOST = 3;

export const crash = {
  name: 'crash',
  title: 'A provider that kills itself in a call: from its last instruction to the caller\'s error',
  rounds: { full: 5, quick: 2 },
  cells: () => [{ peer: 'host' }],
  columns: [
    { title: 'answered after ms, median', of: 'answeredMs', digits: 1 },
    { title: 'slowest', of: 'slowestMs', digits: 1 },
    { title: 'next call served after ms', of: 'servedMs', digits: 1 },
  ],
  ratios: [],
  goals: (roundsOf) => {
    const answered = roundsOf('host', 'answeredMs').filter((number) => number !== undefined);
    return [{ name: 'crash answered, ms after the kill', figure: answered.length === 0 ? undefined : median(answered), atMost: 10 }];
  },
};

export async function measureInCell() {
  const { state, invoke, close } = await openPeer('host');
  const stampFile = join(state, 'killed-at');
  const answeredMs = [];
  const servedMs = [];
  for (let time = 0; time < CRASHES_A_HOST; time++) {
    await invoke('echo', { n: time });
    const code = await invoke('die', { stampFile }).then(() => 'no error', (error) => error.code);
    const answeredAt = process.hrtime.bigint();
    if (code !== 'PROVIDER_CRASHED') throw new Error(`the caller got ${code} instead of PROVIDER_CRASHED`);
    answeredMs.push(Number(answeredAt - BigInt(readFileSync(stampFile, 'utf8'))) / 1e6);
    await invoke('echo', { n: time });
    servedMs.push(Number(process.hrtime.bigint() - answeredAt) / 1e6);
  }
  await close();
  return { answeredMs: median(answeredMs), slowestMs: Math.max(...answeredMs), servedMs: median(servedMs) };
}
