import { expect, test } from '@jest/globals';
import { Get, Modify } from '@provost/protocol';
import { endOf, failureOf, getThing, listThings, registerFixture } from '../support/providers.js';
import { startHost, type TestHost } from '../support/start-host.js';

test('P8 a provider whose rows are no list has broken the protocol, also where it says that it validates; the next request is served', async () => {
  await using host = await startHost();
  await registerFixture(host, 'rows-of-no-list');
  const error = await failureOf(listThings(host));
  expect(error).toMatchObject({ code: 'PROVIDER_MISBEHAVED', facts: { provider: 'raw', mayHaveRun: true } });
  expect(error.sentence).toMatch(/host\/rows of .* must have a context and a list of objects/);
  expect(await endOf(host)).toMatchObject({ reason: 'misbehaved', cause: 'killed', survivors: [] });
  expect(await listThings(host)).toEqual(['1']);
});

test('P8 an answer of null is no instance: its caller is told, and the provider stays', async () => {
  await using host = await startHost();
  await registerFixture(host, 'answers-null');
  const error = await failureOf(getThing(host));
  expect(error).toMatchObject({ code: 'INVALID_RESULT', facts: { provider: 'raw' } });
  expect(error.sentence).toMatch(/root\/raw:Thing/);
  expect(await listThings(host)).toEqual(['1']);
  expect((await host.provider('raw')).generation).toBe(1);
});

test('P8 a warning that is no text ends the provider that said it, and its caller is told why', async () => {
  await using host = await startHost();
  await registerFixture(host, 'answers-null');
  const error = await failureOf(getThing(host, 'warn'));
  expect(error.code).toBe('PROVIDER_MISBEHAVED');
  expect(error.sentence).toMatch(/host\/warning of .* must have a context and a message/);
  expect(await endOf(host)).toMatchObject({ reason: 'misbehaved', cause: 'killed', pid: error.facts.pid, survivors: [] });
  expect(await listThings(host)).toEqual(['1']);
});

test.each([
  ['get', (host: TestHost, id: string) => host.door.request(Get, { path: `root/raw:Thing.id="${id}"` })],
  ['modify', (host: TestHost, id: string) => host.door.request(Modify, { path: `root/raw:Thing.id="${id}"`, patch: { text: 'new' } })],
] as const)('P8 an answer to %s with another instance than was asked for is no answer, and the provider stays', async (_operation, ask) => {
  await using host = await startHost();
  await registerFixture(host, 'answers-another');
  const error = await failureOf(ask(host, '7'));
  expect(error).toMatchObject({ code: 'INVALID_RESULT', facts: { provider: 'raw', faults: ['id must be "7", which was asked for, and is "7+1"'] } });
  expect(error.sentence).toBe('An instance that provider "raw" returned does not fit root/raw:Thing: id must be "7", which was asked for, and is "7+1".');
  expect((await ask(host, 'x')).instance).toEqual({ id: 'x', text: 'raw' });
  expect((await host.provider('raw')).generation).toBe(1);
});
