/** Sizes as people write them, to and from bytes. */
import { ProviderError } from '../errors/index.js';
import { excerpt } from './safe-text.js';

const units: readonly (readonly [name: string, bytes: number])[] = [
  ['TiB', 2 ** 40], ['GiB', 2 ** 30], ['MiB', 2 ** 20], ['KiB', 2 ** 10], ['TB', 1e12], ['GB', 1e9], ['MB', 1e6], ['kB', 1e3], ['B', 1],
];

/** Reads a size: `512`, `64KiB`, `16MiB`, `1.5 GiB`, `10MB` (a million each). Throws INVALID_PARAMETER with the forms that are understood. */
export function parseBytes(text: string): number {
  const [, count, unit = 'B'] = /^\s*(\d{1,20}(?:\.\d{1,6})?)\s*([kmgt]?i?b)?\s*$/i.exec(text.length > 64 ? '' : text) ?? [];
  const unitBytes = units.find(([name]) => name.toLowerCase() === unit.toLowerCase())?.[1];
  const bytes = Number(count) * (unitBytes ?? NaN);
  if (Number.isSafeInteger(Math.round(bytes))) return Math.round(bytes);
  throw new ProviderError('INVALID_PARAMETER', {}, {
    message: `"${excerpt(text, 64)}" is not a size between 0 and 8191 TiB.`,
    remedy: 'Write it as 512, 64KiB, 16MiB or 1.5GiB.',
  });
}

/** Writes a size exactly, in the largest unit of 1,024s that can say it with one decimal: `16MiB`, `1.5GiB`, `65537B`. */
export function formatBytes(bytes: number): string {
  const whole = Math.round(bytes);
  for (const [name, unitBytes] of units.slice(0, 4)) {
    const count = Number((whole / unitBytes).toFixed(1));
    if (whole >= unitBytes && count * unitBytes === whole) return `${count}${name}`;
  }
  return `${whole}B`;
}
