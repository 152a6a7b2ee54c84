/** The socket is found from the state directory alone. */
import { expect, test } from '@jest/globals';
import { socketPathOf } from '#src/node/socket-path.js';

test('a short state directory holds its socket', () => {
  expect(socketPathOf('/home/me/.local/state/provost')).toBe('/home/me/.local/state/provost/host.sock');
  expect(socketPathOf('/home/me/x/../state/')).toBe('/home/me/state/host.sock');
});

test('a path of 100 bytes is taken as it is, one of 101 is replaced', () => {
  const state = `/${'s'.repeat(89)}`;
  expect(socketPathOf(state)).toBe(`${state}/host.sock`);
  expect(socketPathOf(`${state}s`)).toMatch(new RegExp(`^/tmp/provost-${process.getuid!()}/[0-9a-f]{24}\\.sock$`));
});

test('bytes count, not characters, and different directories have different sockets', () => {
  const [one, other] = [socketPathOf(`/${'é'.repeat(60)}`), socketPathOf(`/${'è'.repeat(60)}`)];
  expect(one).toMatch(/^\/tmp\/provost-\d+\/[0-9a-f]{24}\.sock$/);
  expect(other).not.toBe(one);
});
