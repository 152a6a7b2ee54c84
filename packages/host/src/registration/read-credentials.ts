/** Reads what a provider may know and nobody else: from files, at each load, so that a new secret needs no new registration. */
import { ProviderError } from '@provost/protocol';
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import type { Registration } from './registration.js';

/** The largest secret. */
export const CREDENTIAL_BYTES = 64 * 1024;

/** Each credential's text, without the line end that editors add. Rejects with PROVIDER_LOAD_FAILED that names the file, never what is in it. */
export async function readCredentials(registration: Registration): Promise<Readonly<Record<string, string>>> {
  const read: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, file] of Object.entries(registration.credentials)) {
    const found = await readSecret(name, file);
    if ('fault' in found) {
      throw new ProviderError('PROVIDER_LOAD_FAILED', { provider: registration.name, credential: name, file }, {
        message: `Provider "${registration.name}" was not started: ${found.fault}.`,
        remedy: `Put the file right, or register with another: provost register ${registration.path} --credential ${name}=FILE.`,
      });
    }
    read[name] = found.text.replace(/\r?\n$/, '');
  }
  return read;
}

/** What is wrong with the file of a credential, or undefined. */
export async function credentialFault(name: string, file: string): Promise<string | undefined> {
  const found = await readSecret(name, file);
  return 'fault' in found ? found.fault : undefined;
}

/** What is checked is what is read: one open file, whatever its name leads to a moment later. */
async function readSecret(name: string, file: string): Promise<{ readonly text: string } | { readonly fault: string }> {
  const fault = (what: string): { fault: string } => ({ fault: `the credential ${name} ${what}` });
  let opened: FileHandle | undefined;
  try {
    opened = await open(file, constants.O_RDONLY | constants.O_NONBLOCK); // A pipe without a writer would be waited for.
    const stats = await opened.stat();
    if (!stats.isFile()) return fault(`is to be read from ${file}, which is no file`);
    if ((stats.mode & 0o006) !== 0) return fault(`in ${file} can be ${(stats.mode & 0o004) === 0 ? 'changed' : 'read'} by every user (chmod o= ${file})`);
    const { bytesRead, buffer } = await opened.read(Buffer.alloc(CREDENTIAL_BYTES + 1), 0, CREDENTIAL_BYTES + 1, 0);
    if (bytesRead > CREDENTIAL_BYTES) return fault(`in ${file} is larger than ${CREDENTIAL_BYTES} bytes`);
    return { text: buffer.toString('utf8', 0, bytesRead) };
  } catch (error) {
    return fault(`cannot be read from ${file} (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
  } finally {
    await opened?.close();
  }
}
