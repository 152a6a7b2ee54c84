/** Repositories in directories of their own, closed and removed after each test. */
import { afterEach } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Repository } from '#src/repository/repository.js';

const opened: Repository[] = [];
const directories: string[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((repository) => repository.close()));
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

export function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'provost-repository-'));
  directories.push(directory);
  return directory;
}

/** Opens the repository of that directory, or of a new one. */
export async function openRepository(directory = join(newDirectory(), 'repository')): Promise<Repository> {
  const repository = await Repository.open(directory);
  opened.push(repository);
  return repository;
}
