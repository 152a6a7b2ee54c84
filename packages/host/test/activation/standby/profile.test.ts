import { expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isOfProfile, profileOf } from '#src/activation/standby/profile.js';
import type { Registration } from '#src/registration/registration.js';

const given = { PATH: '/usr/bin', HOME: '/home/ada' };

interface Sdk extends Disposable {
  readonly runtime: string;
  readonly beside: string;
  registration(more?: Partial<Registration>): Registration;
}

function madeUpSdk(): Sdk {
  const folder = mkdtempSync(join(tmpdir(), 'provost-profile-'));
  const bundle = join(folder, 'bundle');
  mkdirSync(bundle);
  const [runtime, beside] = [join(bundle, 'runtime.cjs'), join(bundle, 'index.js')];
  for (const file of [runtime, beside]) writeFileSync(file, 'one');
  const target = { kind: 'node', entry: '/notes/notes.js', root: '/notes', runtime } as const;
  return {
    runtime, beside,
    registration: (more = {}) => ({ target, node: process.execPath, environment: {}, ...more }) as Registration,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}

test('providers of the same Node and SDK have one profile, whatever else they are', () => {
  using sdk = madeUpSdk();
  const other = { kind: 'node', entry: '/clock/clock.js', root: '/clock', runtime: sdk.runtime } as const;
  const one = profileOf(sdk.registration(), given)!;
  expect(profileOf(sdk.registration({ target: other }), { HOME: '/home/ada', PATH: '/usr/bin' })).toEqual({ ...one, environment: given });
  expect(isOfProfile(sdk.registration({ target: other }), one)).toBe(true);
});

test('a command of its own, an environment of its own, and a Node or an SDK that is not there have none', () => {
  using sdk = madeUpSdk();
  const environment = { TOKEN: '' };
  expect(profileOf(sdk.registration({ target: { kind: 'command', command: ['/bin/x'], root: '/' } }), given)).toBeUndefined();
  expect(profileOf(sdk.registration({ environment }), { ...given, ...environment })).toBeUndefined();
  expect(profileOf(sdk.registration({ node: '/nowhere/node' }), given)).toBeUndefined();
  expect(isOfProfile(sdk.registration({ environment }), profileOf(sdk.registration(), given)!)).toBe(false);
});

/** What a process that was started before would have of old. */
const CHANGES: [what: string, change: (sdk: Sdk) => void, environment?: Record<string, string>][] = [
  ['the runtime', ({ runtime }) => writeFileSync(runtime, 'another')],
  ['a file beside the runtime', ({ beside }) => writeFileSync(beside, 'another')],
  ['only the time of a file', ({ beside }) => utimesSync(beside, 1, 1)],
  ['a file that is new', ({ beside }) => writeFileSync(`${beside}.map`, '')],
  ['the environment of the host', () => undefined, { ...given, TZ: 'UTC' }],
];

test.each(CHANGES)('the profile is another when %s has changed', (_what, change, environment = given) => {
  using sdk = madeUpSdk();
  const before = profileOf(sdk.registration(), given);
  expect(profileOf(sdk.registration(), given)?.key).toBe(before?.key);
  change(sdk);
  expect(profileOf(sdk.registration(), environment)?.key).not.toBe(before?.key);
});
