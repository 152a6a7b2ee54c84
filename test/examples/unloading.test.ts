import { expect, test } from '@jest/globals';
import { run } from './as-a-person.js';

test.each(['warm-cache', 'after-hours'])('the test beside the example %s runs by itself, without a host', async (name) => {
  const { code, out, err } = await run(process.execPath, ['--test', '--test-reporter=tap', `examples/${name}/`]);
  expect({ code, passed: /^# pass (\d+)$/m.exec(out)?.[1], err }).toEqual({ code: 0, passed: '1', err: '' });
});
