import { describe, expect, test } from '@jest/globals';
import { SetSetting } from '@provost/protocol';
import { endOf, failureOf, getThing, listThings, registerFixture } from '../support/providers.js';
import { isGone } from '../support/pid-is-gone.js';
import { startHost } from '../support/start-host.js';

/** What those who wait for a load are told, by the way in which it fails. Each is loaded anew by the next request, and fails anew. */
const FAILED_LOADS: [row: string, fixture: string, code: string, told: RegExp, facts: Record<string, unknown>][] = [
  ['F-P2 exits before hello', 'exits-before-hello', 'PROVIDER_LOAD_FAILED', /exited with code 3 before it was ready[^]*\| no licence found/, { exitCode: 3, signal: null }],
  ['F-P2 is killed before hello', 'killed-before-hello', 'PROVIDER_LOAD_FAILED', /was ended by SIGKILL before it was ready. It wrote nothing/, { signal: 'SIGKILL' }],
  ['F-P16 never says hello', 'never-says-hello', 'PROVIDER_LOAD_TIMED_OUT', /is alive but did not say hello within 1500 ms \(load timeout\)/, { loadTimeoutMs: 1500 }],
  ['gives a wrong secret', 'wrong-secret', 'PROVIDER_LOAD_TIMED_OUT', /did not say hello/, {}],
  ['speaks before hello', 'speaks-before-hello', 'PROVIDER_LOAD_FAILED', /before it was ready/, {}],
  ['F-P3 exits in initialize', 'exits-in-initialize', 'PROVIDER_LOAD_FAILED', /exited with code 1 before it was ready[^]*Cannot find module/, { exitCode: 1 }],
  ['refuses initialize', 'refuses-initialize', 'PROVIDER_LOAD_FAILED', /said that it cannot start: the database is not there/, {}],
  ['F-P16 hangs in initialize', 'hangs-in-initialize', 'PROVIDER_LOAD_TIMED_OUT', /did not answer provider\/initialize within 1500 ms/, {}],
  ['answers initialize with garbage', 'garbage-in-initialize', 'PROVIDER_LOAD_FAILED', /broke the protocol while it was started/, {}],
];

describe('a provider that does not get ready', () => {
  test.each(FAILED_LOADS)('P8 %s: all who wait are told, the process is gone, the next request tries anew', async (_row, fixture, code, told, facts) => {
    await using host = await startHost({ 'term-grace': '0s' });
    await registerFixture(host, fixture);
    await host.door.request(SetSetting, { key: 'load-timeout', value: '1500ms' });

    const errors = await Promise.all([failureOf(getThing(host)), failureOf(listThings(host))]);
    for (const error of errors) {
      expect(error.code).toBe(code);
      expect(error.sentence).toMatch(told);
      expect(error.facts).toMatchObject({ provider: 'raw', ...facts });
    }
    expect(errors[1]?.facts.pid).toBe(errors[0]?.facts.pid);

    const end = await endOf(host);
    expect(end.type).toBe('load-failed');
    expect(await isGone(end.pid as number)).toBe(true);
    const again = await failureOf(getThing(host));
    expect(again.code).toBe(code);
    expect(again.facts.pid).not.toBe(errors[0]?.facts.pid);
  });
});
