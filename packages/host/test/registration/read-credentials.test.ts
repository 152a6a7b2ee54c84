import { expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CREDENTIAL_BYTES, readCredentials } from '#src/registration/read-credentials.js';
import type { Registration } from '#src/registration/registration.js';
import { newFolder } from './made-up-package.js';

function registrationWith(credentials: Readonly<Record<string, string>>): Registration {
  return { name: 'notes', path: '/opt/notes', credentials } as Registration;
}

function secret(content: string, mode = 0o600): string {
  const file = join(newFolder(), 'token');
  writeFileSync(file, content);
  chmodSync(file, mode);
  return file;
}

test.each([
  ['token\n', 'token'],
  ['token\r\n', 'token'],
  ['token\n\n', 'token\n'],
  [' token ', ' token '],
  ['', ''],
])('the text %j is the credential %j: only the line end that editors add goes', async (content, credential) => {
  expect({ ...(await readCredentials(registrationWith({ token: secret(content) }))) }).toEqual({ token: credential });
});

test.each<[string, () => string, (file: string) => string]>([
  ['is gone', () => join(newFolder(), 'gone'), (file) => `cannot be read from ${file} (ENOENT)`],
  ['every user can read', () => secret('s3cret', 0o604), (file) => `in ${file} can be read by every user (chmod o= ${file})`],
  ['every user can change', () => secret('s3cret', 0o602), (file) => `in ${file} can be changed by every user (chmod o= ${file})`],
  ['is a folder', () => { const folder = join(newFolder(), 'folder'); mkdirSync(folder); return folder; }, (file) => `is to be read from ${file}, which is no file`],
  ['is a pipe', () => { const pipe = join(newFolder(), 'pipe'); execFileSync('mkfifo', [pipe]); return pipe; }, (file) => `is to be read from ${file}, which is no file`],
  ['is too large', () => secret('s'.repeat(CREDENTIAL_BYTES + 1)), (file) => `in ${file} is larger than 65536 bytes`],
])('F-C18 of a file that %s the name is told, and never what is in it', async (_name, make, sentence) => {
  const file = make();
  await expect(readCredentials(registrationWith({ token: file }))).rejects.toMatchObject({
    message: `PROVIDER_LOAD_FAILED: Provider "notes" was not started: the credential token ${sentence(file)}.`,
    remedy: 'Put the file right, or register with another: provost register /opt/notes --credential token=FILE.',
    facts: { provider: 'notes', credential: 'token', file },
  });
});

test('the largest credential is read whole', async () => {
  expect((await readCredentials(registrationWith({ token: secret('s'.repeat(CREDENTIAL_BYTES)) })))['token']).toHaveLength(CREDENTIAL_BYTES);
});

test('F-C19 a credential of any name is a property of its own', async () => {
  const read = await readCredentials(registrationWith(JSON.parse(`{"__proto__":${JSON.stringify(secret('x'))}}`) as Record<string, string>));
  expect([Object.keys(read), ({} as Record<string, unknown>)['x']]).toEqual([['__proto__'], undefined]);
});
