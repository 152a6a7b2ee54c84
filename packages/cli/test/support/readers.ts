/** Programs of this machine that read what `provost` writes. */
import { test } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';

/** A test under its name where the command ends well; elsewhere the name says what is missing. */
export function testWith(command: readonly [string, ...string[]], missing: string, title: string, body: () => Promise<void> | void): void {
  if (spawnSync(command[0], command.slice(1), { stdio: 'ignore' }).status === 0) test(title, body);
  else test.skip(`${title} (${missing} is not installed)`, body);
}

export const PYYAML = ['python3', '-c', 'import yaml'] as const;

/** What PyYAML, which reads YAML 1.1, makes of each text: all the documents in it. A date or a set is no JSON, and shows itself as text. */
export function readByPyYaml(texts: readonly string[]): unknown[][] {
  const program = 'import sys, json, yaml\nprint(json.dumps([list(yaml.safe_load_all(text)) for text in json.load(sys.stdin)], default=repr))';
  return JSON.parse(execFileSync('python3', ['-c', program], { input: JSON.stringify(texts), encoding: 'utf8' })) as unknown[][];
}
