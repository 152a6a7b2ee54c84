/** Where the program lies that examines data files: bundled, so that it starts quickly. The same from the bundle of this package and from its parts. */
import { fileURLToPath } from 'node:url';

export function examineProgramPath(): string {
  return fileURLToPath(new URL('../bundle/examine.cjs', import.meta.url));
}
