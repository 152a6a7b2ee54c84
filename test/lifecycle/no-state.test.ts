import { expect, test } from '@jest/globals';
import { ProviderHost, type ProviderHostOptions } from '@provost/host';

test.each([undefined, {}, { state: '' }])('P11 a host without a state directory is refused where it is made: %j', (options) => {
  expect(() => new ProviderHost(options as ProviderHostOptions)).toThrow(expect.objectContaining({ code: 'INVALID_PARAMETER', message: expect.stringContaining('A host needs a state directory.') }));
});
