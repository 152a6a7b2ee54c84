/** Writes the tables of docs/reliability.md anew from the rows and the tests that carry them: `npm run reliability`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../source-tree.js';
import { PAGE, readCatalogue } from './catalogue.js';
import { rewritten } from './page.js';

const path = join(root, PAGE);
writeFileSync(path, rewritten(readFileSync(path, 'utf8'), readCatalogue()));
