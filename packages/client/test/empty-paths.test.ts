import { expect, test } from '@jest/globals';
import { connect } from '#src/connect.js';

test.each([{ state: '' }, { socket: '' }])('P11 an empty path is no way to a host: connect(%j) is refused, and never means the working directory', async (options) => {
  await expect(connect(options)).rejects.toMatchObject({ code: 'INVALID_PARAMETER', remedy: 'Name the state directory of the host, or leave it out for the default one.' });
});
