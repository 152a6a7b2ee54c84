import { expect, test } from '@jest/globals';
import { openHome, openLamps } from './support.js';

const OBJECT = 'root:__ObjectProviderCacheControl=@';

test('W-U10 the five kinds are shown with WMI\'s defaults, in people\'s form and in WMI\'s', async () => {
  await using home = await openLamps();
  expect(await home.run('cache')).toEqual({
    code: 0, stderr: '', stdout: [
      'KIND           CLEAR AFTER  INTERVAL                   ORIGIN   LOADED',
      'object                 30s  00000000000030.000000:000  default       0',
      'property               30s  00000000000030.000000:000  default       0',
      'event                  30s  00000000000030.000000:000  default       0',
      'eventConsumer          30s  00000000000030.000000:000  default       0',
      'eventSink              15s  00000000000015.000000:000  default       0',
      '',
    ].join('\n'),
  });
});

test('W-U11 a kind is set by typing it, at once, and no other changes; each way to see it shows the same', async () => {
  await using home = await openLamps();
  await home.run('load', 'lamp');
  const set = await home.run('cache', 'object', '00000000000200.000000:000');
  expect(set.stdout).toBe('KIND    CLEAR AFTER  INTERVAL                   ORIGIN  LOADED\nobject           2m  00000000000200.000000:000  set          1\n');
  expect((await home.run('get', OBJECT)).stdout).toBe('ClearAfter:  00000000000200.000000:000\n');
  expect(await home.json('settings', 'clear-after.object')).toMatchObject([{ value: '2m', origin: 'set' }]);
  expect((await home.run('set', OBJECT, 'ClearAfter=PT5M')).stdout).toBe(`${OBJECT} changed\n`);
  expect(await home.json('cache', 'object')).toEqual([{ kind: 'object', clearAfter: '5m', interval: '00000000000500.000000:000', clearAfterMs: 300_000, default: '30s', origin: 'set', loaded: 1, path: OBJECT }]);
  expect((await home.run('list', '__ObjectProviderCacheControl')).stdout).toBe('ClearAfter\n00000000000500.000000:000\n');
  await home.run('settings', 'clear-after.object', 'never');
  expect((await home.run('cache', 'object', 'default')).stdout).toContain('30s  00000000000030.000000:000  default');
  const kinds = (await home.json('cache')) as { clearAfterMs: number }[];
  expect(kinds.map(({ clearAfterMs }) => clearAfterMs)).toEqual([30_000, 30_000, 30_000, 30_000, 15_000]);
  const { stdout } = await home.run('events', '-o', 'jsonl');
  const changes = stdout.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ type }) => type === 'cache-changed');
  expect(changes.map(({ kind, from, to }) => [kind, from, to])).toEqual([['object', '30s', '2m'], ['object', '2m', '5m'], ['object', '5m', 'never'], ['object', 'never', '30s']]);
});

test('P4 a single provider is given one of its own, shown beside the kinds, there after a restart, and taken back', async () => {
  await using home = await openLamps();
  expect((await home.run('cache', '--provider', 'lamp')).stdout).toContain('lamp              30s  00000000000030.000000:000  kind         0');
  expect((await home.run('cache', '--provider', 'lamp', 'never')).stdout).toBe('PROVIDER  CLEAR AFTER  INTERVAL  ORIGIN    LOADED\nlamp            never  never     provider       0\n');
  await home.run('down');
  await home.run('up', '-d');
  expect((await home.run('cache')).stdout).toMatch(/\neventSink .+\n\nPROVIDER .+\nlamp +never +never +provider +0\n$/);
  const names = (await home.run('cache', '-o', 'name')).stdout;
  expect(names).toBe('object\nproperty\nevent\neventConsumer\neventSink\n--provider=lamp\n');
  expect(await home.json('cache', names.trim().split('\n').at(-1) as string)).toEqual([
    { provider: 'lamp', kinds: ['object'], clearAfter: 'never', interval: 'never', clearAfterMs: 'never', origin: 'provider', loaded: 0 },
  ]);
  expect((await home.run('cache', '--provider', 'lamp', 'default')).stdout).toContain('  kind ');
  expect((await home.json('cache')) as unknown[]).toHaveLength(5);
});

test('a wrong word is refused with what is allowed and what to type', async () => {
  await using home = await openLamps();
  expect(await home.run('cache', 'objct')).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^error: INVALID_PARAMETER: There is no kind "objct", did you mean "object"\? .+\nType: provost cache object\n$/) as unknown });
  expect(await home.run('cache', 'object', '30')).toMatchObject({
    code: 2, stderr: expect.stringMatching(/^error: INVALID_PARAMETER: The ClearAfter of the kind object must be a duration from 0 to 99999999 days, or never; "30" is not\.\nWrite it as 30s, .+never\.\n$/) as unknown,
  });
  expect(await home.run('set', OBJECT, 'ClearAfter=soon')).toMatchObject({ code: 2, stderr: expect.stringContaining('The ClearAfter of root:__ObjectProviderCacheControl must be a duration') as unknown });
  expect(await home.run('cache', '--provider', 'lmap', '1s')).toMatchObject({ code: 4, stderr: expect.stringContaining('There is no provider "lmap", did you mean "lamp"?') as unknown });
  expect(await home.run('cache', '--provider', 'lamp', 'object', '1s')).toMatchObject({ code: 2, stderr: expect.stringContaining('With --provider there is a duration and no kind.') as unknown });
  expect((await home.run('get', 'root:__ObjectProviderCacheContrl=@')).stderr).toContain(`Type: provost get ${OBJECT}\n`);
});

test('the classes of the host are there where a class is sought', async () => {
  await using home = await openHome();
  await home.run('up', '-d');
  expect((await home.run('classes', 'root')).stdout).toMatch(/\nroot:__ObjectProviderCacheControl +- +host +host +@ +get list modify +-\n/);
  expect((await home.run('ns')).stdout).toBe('NAMESPACE\nroot\n');
  expect((await home.run('schema', '__EventSinkCacheControl')).stdout).toMatch(/^root:__EventSinkCacheControl, served by host: get list modify\n/);
  expect((await home.run('cache')).code).toBe(0);
});
