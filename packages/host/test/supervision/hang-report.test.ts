import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { hangReports, KEPT_REPORTS, saveHangReport } from '#src/supervision/hang-report.js';

test('the latest five reports are kept, whatever their generations, and nothing else is touched', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'provost-reports-'));
  try {
    await writeFile(join(directory, 'current.log'), '');
    const saved: string[] = [];
    for (let nth = 1; nth <= 7; nth++) saved.push(await saveHangReport(directory, { at: `2030-01-0${nth}T00:00:00.000Z`, generation: 7 + nth, kind: 'burning' }));
    const kept = await hangReports(directory);
    expect([kept.length, kept[0], kept.at(-1)]).toEqual([KEPT_REPORTS, saved.at(-1), saved[2]]);
    expect(basename(saved[0] as string)).toBe('hang-8-20300101T000000000Z.json');
    expect(JSON.parse(await readFile(kept[0] as string, 'utf8'))).toMatchObject({ generation: 14, kind: 'burning' });
    expect(await readFile(join(directory, 'current.log'), 'utf8')).toBe('');
  } finally {
    await rm(directory, { recursive: true });
  }
});

test('where nothing was written there are none', async () => {
  expect(await hangReports('/nowhere/at/all')).toEqual([]);
});
