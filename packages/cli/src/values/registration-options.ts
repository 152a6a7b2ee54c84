/** What `register` and `check` are told, from their options: config, environment, credentials, each checked before anything is asked of a host. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { ProviderError, type RegisterParams } from '@provost/protocol';
import { UsageError } from '../errors/usage-error.js';
import type { Invocation } from '../program/invocation.js';
import { splitAssignment } from './assignment.js';

/** The parameters of a registration. Paths are made absolute, because the host has another working directory. */
export async function registrationOf(invocation: Invocation): Promise<RegisterParams> {
  const config = configOf(invocation.list('config'));
  const environment = { ...(await variablesIn(invocation.text('env-file'))), ...pairsOf('env', invocation.list('env'), 'LANG=C') };
  const credentials = pairsOf('credential', invocation.list('credential'), 'token=./token.txt');
  const [name, node] = [invocation.text('name'), invocation.text('node')];
  return {
    path: resolve(invocation.word(0)),
    ...(name === undefined ? {} : { name }),
    ...(isEmpty(config) ? {} : { config }),
    ...(isEmpty(environment) ? {} : { environment }),
    ...(isEmpty(credentials) ? {} : { credentials: Object.fromEntries(Object.entries(credentials).map(([key, file]) => [key, { file: resolve(file) }])) }),
    ...(node === undefined ? {} : { node: node.includes('/') ? resolve(node) : node }),
    ...(invocation.flag('link') ? { link: true } : {}),
  };
}

/** The schema of a config is known only once the provider has run, so `K=V` is text here, which the host reads as the schema says; `K:=JSON` is anything. */
function configOf(typed: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(typed.map((word) => {
    const { key, text, json } = splitAssignment(word, '--config');
    return [key, json === undefined ? text : json.value];
  }));
}

function pairsOf(option: string, typed: readonly string[], example: string): Record<string, string> {
  return Object.fromEntries(typed.map((word) => {
    const at = word.indexOf('=');
    if (at < 1) throw new UsageError(`--${option} expects a name, = and a value, and got "${word}".`, `Such as: --${option} ${example}`);
    return [word.slice(0, at), word.slice(at + 1)];
  }));
}

async function variablesIn(file: string | undefined): Promise<Record<string, string>> {
  if (file === undefined) return {};
  try {
    return Object.fromEntries(Object.entries(parseEnv(await readFile(file, 'utf8'))).map(([name, value]) => [name, value ?? '']));
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    throw new ProviderError(code === 'ENOENT' ? 'NOT_FOUND' : 'FAILED', { path: file }, {
      message: `The file ${file} of --env-file cannot be read (${code}).`, remedy: 'Name a file of KEY=VALUE lines: --env-file FILE', cause,
    });
  }
}

function isEmpty(record: object): boolean {
  return Object.keys(record).length === 0;
}
