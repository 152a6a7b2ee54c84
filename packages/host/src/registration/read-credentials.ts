/** Reads what a provider may know and nobody else: from files, at each load, so that a new secret needs no new registration. */
import { ProviderError } from '@provost/protocol';
import { readFile, stat } from 'node:fs/promises';
import type { Registration } from './registration.js';

const CREDENTIAL_BYTES = 64 * 1024;

/** Each credential's text, without the line end that editors add. Rejects with PROVIDER_LOAD_FAILED that names the file, never what is in it. */
export async function readCredentials(registration: Registration): Promise<Readonly<Record<string, string>>> {
  const read: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, file] of Object.entries(registration.credentials)) {
    const fault = await credentialFault(name, file);
    if (fault !== undefined) {
      throw new ProviderError('PROVIDER_LOAD_FAILED', { provider: registration.name, credential: name, file }, {
        message: `Provider "${registration.name}" was not started: ${fault}.`,
        remedy: `Put the file right, or register with another: provost register ${registration.path} --credential ${name}=FILE.`,
      });
    }
    read[name] = (await readFile(file, 'utf8')).replace(/\r?\n$/, '');
  }
  return read;
}

/** What is wrong with the file of a credential, or undefined. */
export async function credentialFault(name: string, file: string): Promise<string | undefined> {
  try {
    const found = await stat(file);
    if (!found.isFile()) return `the credential ${name} is to be read from ${file}, which is no file`;
    if (found.size > CREDENTIAL_BYTES) return `the credential ${name} in ${file} is larger than ${CREDENTIAL_BYTES} bytes`;
    if ((found.mode & 0o007) !== 0) return `the credential ${name} in ${file} can be read by everyone (chmod o-rwx ${file})`;
    return undefined;
  } catch (error) {
    return `the credential ${name} cannot be read from ${file} (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`;
  }
}
