import { expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** A page of docs/, or a section of it. */
async function page(name: string, section?: string): Promise<string> {
  const text = await readFile(fileURLToPath(new URL(`../../../docs/${name}`, import.meta.url)), 'utf8');
  if (section === undefined) return text;
  return text.split(/^## /m).find((one) => one.startsWith(`${section}\n`)) ?? '';
}

test('W-U23 the docs say what a process of its own is for and what it costs, and both costs are measured', async () => {
  const why = await page('unloading.md', 'Why a process of its own');
  expect(why).toContain('Cleanup is certain where the system does it.');
  expect(why).toContain('one crossing for each call and a process for each provider');
  expect(why).toContain('(performance.md#figures)');
  const measured = await page('performance.md', 'What');
  expect(measured).toMatch(/\| `calls`, one in flight \| a warm call/);
  expect(measured).toMatch(/\| `cold` \| the first answer of a provider that is not loaded/);
  expect(await page('performance.md', 'Figures')).toMatch(/^Figures\n[^]*\d/);
});

test('W-U12 the docs name the contradiction about Pure, and what each value means here', async () => {
  expect(await page('unloading.md')).toMatch(/\*\*Which value of Pure stays\.\*\* \*Unloading a Provider\* contradicts itself\./);
  const pure = await page('unloading.md', 'Pure and not pure');
  expect(pure).toContain('released, it is gone');
  expect(pure).toMatch(/`pure: false`[^.]+ its process stays as a \*client of the host\*/);
});
