// Has the changes of a folder written to a log from now on, whether anybody is there or not: node examples/metrics-log/metrics-log.js FOLDER LOG
import { connect, isErrorOf } from '@provost/client';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const NAME = 'metrics';
const [folder, log] = process.argv.slice(2);
if (folder === undefined || log === undefined) {
  console.error('Usage: node metrics-log.js FOLDER LOG');
  process.exit(2);
}

const there = (path) => fileURLToPath(new URL(path, import.meta.url));
const inWql = (text) => `'${text.replace(/[\\']/g, '\\$&')}'`;

const client = await connect();
try {
  await client.register({ path: there('../folder-watch') }); // Raises the events.
  await client.register({ path: there('../../packages/log-file') }); // Writes them.

  const consumer = await keep('LogFile', { Name: NAME, File: resolve(log), Text: '%TIME_CREATED% %what% %name% %size%' });
  const filter = await keep('__EventFilter', { Name: NAME, EventNamespace: 'root/files', Query: `SELECT * FROM FileChanged WHERE folder = ${inWql(resolve(folder))}` });
  await keep('__FilterToConsumerBinding', { Filter: filter, Consumer: consumer });
  console.log(`What becomes of the files of ${resolve(folder)} is written to ${resolve(log)}. See how far it is: provost subscribe ls`);
} finally {
  await client.close(); // The subscription stays.
}

/** Makes the object, or has the one that is there say the same. Its path. */
async function keep(className, properties) {
  try {
    return (await client.create(`root/subscription:${className}`, properties)).path;
  } catch (error) {
    if (!isErrorOf(error, 'ALREADY_EXISTS')) throw error;
    const { Name, ...others } = properties;
    const { path } = error.facts;
    if (Name !== undefined) await client.modify(path, others);
    return path;
  }
}
