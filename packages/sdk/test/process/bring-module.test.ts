import { expect, test } from '@jest/globals';
import { bringModule, requiresModules } from '#src/process/bring-module.js';
import { program, startRuntime } from '../support/host-stand-in.js';

const fault = (code: string): Error => Object.assign(new Error(code), { code });

test('a file that can only be imported is, one that fails otherwise is not run twice, and what is no JavaScript is never required', async () => {
  const asked: string[] = [];
  const by = (code: string) => ({
    require: (path: string) => { asked.push(path); throw fault(code); },
    import: (url: string) => { asked.push(url); return Promise.resolve('imported'); },
  });
  await expect(bringModule('file:///a.js', by('ERR_REQUIRE_ASYNC_MODULE'), '20.20.0')).resolves.toBe('imported');
  await expect(bringModule('file:///b.mjs', by('EACCES'), '20.20.0')).rejects.toThrow('EACCES');
  await bringModule('file:///c.ts', by('EACCES'), '20.20.0');
  await bringModule('file:///d.js', by('EACCES'), '20.18.0');
  expect(asked).toEqual(['/a.js', 'file:///a.js', '/b.mjs', 'file:///c.ts', 'file:///d.js']);
});

test.each([['20.18.3', false], ['20.19.0', true], ['21.7.0', false], ['22.12.0', false], ['22.13.0', true], ['23.4.0', false], ['23.5.0', true], ['24.0.0', true]])(
  'ES modules are required where Node takes that without a word on stderr: %s', (version, takes) => {
    expect(requiresModules(version)).toBe(takes);
  },
);

test('an author\'s ES module that waits at its top is served, and what it imports has run once', async () => {
  await using runtime = await startRuntime();
  await runtime.initialize(program('waits-at-its-top.js'));
  expect(await runtime.get('Word', '7')).toEqual({ id: '7', runs: 1 });
  expect(runtime.output()).toBe('');
});
