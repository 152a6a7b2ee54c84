/** The two providers of a schedule as an author would have them: a folder each. Their program is `providers/cell.js`. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAM = new URL('../../schedules/providers/cell.js', import.meta.url).href;
const MODULES = fileURLToPath(new URL('../../../node_modules', import.meta.url));

export interface CellShape {
  readonly pure: boolean;
  readonly overlap: boolean;
  readonly limits?: { readonly concurrency: number };
}

/** A provider's folder. Its files are those that were registered, or not. */
export class CellFolder {
  readonly path: string;
  readonly #text: string;

  constructor(state: string, name: string, shape: CellShape) {
    this.path = join(state, 'providers', name);
    this.#text = `import { makeCell } from '${PROGRAM}';\nimport { serve } from '@provost/sdk';\n\nconst cell = makeCell(${JSON.stringify({ name, ...shape })});\nexport default cell;\nserve(cell);\n`;
    mkdirSync(this.path, { recursive: true });
    symlinkSync(MODULES, join(this.path, 'node_modules'));
    writeFileSync(join(this.path, 'package.json'), JSON.stringify({ name, version: '1.0.0', type: 'module', main: 'cell.js' }));
    this.restore();
  }

  /** From here on no process of it can be started: its files are not those that were registered. */
  spoil(): void {
    writeFileSync(join(this.path, 'cell.js'), `${this.#text}// Changed.\n`);
  }

  restore(): void {
    writeFileSync(join(this.path, 'cell.js'), this.#text);
  }
}
