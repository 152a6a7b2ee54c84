/** What a started process sees of the host's environment: a short list, never all of it. What a registration names besides is added by those who know it. */

const inherited = new Set(['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR']);

/** PATH, HOME, LANG, LC_*, TZ and TMPDIR of an environment, as far as they are set. */
export function inheritedEnvironment(source: Readonly<Record<string, string | undefined>> = process.env): Record<string, string> {
  const kept: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(source)) {
    if (value !== undefined && (inherited.has(name) || name.startsWith('LC_'))) kept[name] = value;
  }
  return kept;
}
