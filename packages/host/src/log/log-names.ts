/** How the files of a log are called: `current.log` is written to, `current.7.log` was filled as the seventh. Reading and writing them is left to others. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The file that is written to. */
export function currentPath(directory: string, name: string): string {
  return join(directory, `${name}.log`);
}

/** A file that is full. The greater the number, the newer it is. */
export function filledPath(directory: string, name: string, number: number): string {
  return join(directory, `${name}.${number}.log`);
}

/** The numbers of the full files, oldest first. A directory that is not there has none. */
export async function filledNumbers(directory: string, name: string): Promise<number[]> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const prefix = `${name}.`;
  const numbers = names
    .filter((file) => file.startsWith(prefix) && file.endsWith('.log'))
    .map((file) => file.slice(prefix.length, -'.log'.length))
    .filter((number) => /^[1-9][0-9]{0,14}$/.test(number))
    .map(Number);
  return numbers.sort((a, b) => a - b);
}
