/** Bundles what is started as a process of its own, where each module that is loaded costs start-up time: the SDK and the keeper. */
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';

const common = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: false,
  legalComments: 'inline',
  logLevel: 'warning',
  write: false,
};

const bundles = [
  { entryPoints: ['packages/sdk/dist/index.js', 'packages/sdk/dist/runtime.js'], outdir: 'packages/sdk/bundle', splitting: true, chunkNames: 'chunk-[hash]' },
  { entryPoints: ['packages/sdk/dist/embedding.js'], outfile: 'packages/sdk/bundle/embedding/index.js' },
  {
    entryPoints: ['packages/host/dist/keeper/keeper-main.js'],
    outfile: 'packages/host/bundle/keeper.js',
    // CommonJS packages inside an ES module bundle need a `require` for Node's own modules.
    banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  },
];

/** Writes what has changed, each file in one step: a process that starts meanwhile finds the old one or the new one, whole. */
function writeChanged(file) {
  if (existsSync(file.path) && readFileSync(file.path, 'utf8') === file.text) return;
  mkdirSync(dirname(file.path), { recursive: true });
  const half = `${file.path}.${process.pid}`;
  writeFileSync(half, file.text);
  renameSync(half, file.path);
}

/** Chunks are named by their content, so that those of earlier builds would stay and be packed. */
function removeStale(folder, files) {
  const made = new Set(files.map((file) => basename(file.path)));
  for (const name of readdirSync(folder)) if (name.endsWith('.js') && !made.has(name)) rmSync(join(folder, name));
}

/** One bundle. Chunks are written first: an entry must never name one that is not there yet. */
async function make(bundle) {
  const { outputFiles } = await build({ ...common, ...bundle });
  const isEntry = (file) => Number(!basename(file.path).startsWith('chunk-'));
  for (const file of [...outputFiles].sort((a, b) => isEntry(a) - isEntry(b))) writeChanged(file);
  removeStale(bundle.outdir ?? dirname(resolve(bundle.outfile)), outputFiles);
}

for (const bundle of bundles) {
  if (!bundle.entryPoints.every((entry) => existsSync(entry))) continue;
  // esbuild has printed what is wrong; the other bundles are made all the same.
  await make(bundle).catch(() => (process.exitCode = 1));
}
