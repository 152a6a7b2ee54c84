import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { expectGone } from '../support/pid-is-gone.js';
import { noneLeftWith, run } from './as-a-person.js';

test('an application with a host inside uses a provider, and leaves no process and no file behind', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'provost-example-'));
  try {
    const { code, out, err } = await run(process.execPath, ['examples/embedded/embedded.js'], { TMPDIR: folder });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^In Europe\/Berlin it is \d\d:\d\d:\d\d\.\nclock is idle, pid \d+\.\n$/);
    await expectGone(Number(/pid (\d+)/.exec(out)?.[1]));
    await noneLeftWith('TMPDIR', folder);
    expect(await readdir(folder)).toEqual([]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
