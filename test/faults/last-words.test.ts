import { expect, test } from '@jest/globals';
import { Get, ResetProvider } from '@provost/protocol';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { failureOf } from '../support/providers.js';
import { startHost, type TestHost } from '../support/start-host.js';

const PACKAGES = fileURLToPath(new URL('../../../node_modules/@provost', import.meta.url));

/** A provider that tells of an earlier failure, floods as its key says, and throws what nobody catches. */
const FLOODS = `
import { Type, defineClass, defineProvider, serve } from '@provost/sdk';
const Flood = defineClass('Flood', { key: 'id', properties: { id: Type.String() } });
const floods = defineProvider({ name: 'floods', namespace: 'root/app' }).serves(Flood, {
  get: ({ id }) => {
    if (id === 'none') return { id };
    console.error('an earlier failure of ' + id);
    const [stream, how] = id.split(' ');
    const to = stream === 'out' ? process.stdout : process.stderr;
    if (how === 'line') to.write('z'.repeat(3_000_000));
    else for (let line = 0; line < 50_000; line++) to.write('line ' + line + ' ' + 'z'.repeat(80) + '\\n');
    setImmediate(() => { throw new Error('the last straw of ' + id); });
    return new Promise(() => {});
  },
});
export default floods;
serve(floods);
`;

async function registerFloods(host: TestHost): Promise<void> {
  const folder = join(host.state, 'floods');
  await mkdir(join(folder, 'node_modules'), { recursive: true });
  await symlink(PACKAGES, join(folder, 'node_modules/@provost'));
  await writeFile(join(folder, 'floods.mjs'), FLOODS);
  await host.register(join(folder, 'floods.mjs'));
}

test('P11 the last words of a provider that crashes in a flood of its log are those of its exception, and of no earlier life', async () => {
  await using host = await startHost();
  await registerFloods(host);
  let generation = 0;
  for (const id of ['err lines', 'err line', 'out lines', 'out line']) {
    const error = await failureOf(host.door.request(Get, { path: `Flood="${id}"` }));
    generation += 1;
    await host.door.request(ResetProvider, { name: 'floods' }); // So many crashes in a row would make the next one wait.
    expect(error).toMatchObject({ code: 'PROVIDER_CRASHED', facts: { provider: 'floods', exitCode: 70, signal: null, mayHaveRun: true } });
    const words = error.facts.lastLines ?? [];
    const first = words.indexOf(`Uncaught exception: Error: the last straw of ${id}`);
    // The stack is the end of it, unless lines of stdout were read after it.
    expect([words.length <= 20, first >= 0, words[first + 1]?.startsWith('    at ')]).toEqual([true, true, true]);
    for (const line of words) expect(line.length).toBeLessThan(2_100);
    expect(words.filter((line) => line.includes('an earlier failure') && !line.endsWith(id))).toEqual([]);
    const end = (await host.events()).filter(({ type }) => type === 'crashed').at(-1);
    expect(end).toMatchObject({ provider: 'floods', generation, code: 70 });
  }
  expect((await host.door.request(Get, { path: 'Flood="none"' })).instance).toEqual({ id: 'none' });
});
