/** Bundles what is started as a process of its own, where each module that is loaded costs start-up time: the SDK and the keeper. */
import { existsSync } from 'node:fs';
import { build } from 'esbuild';

const common = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: false,
  legalComments: 'inline',
  logLevel: 'warning',
};

const bundles = [
  { entryPoints: ['packages/sdk/dist/index.js', 'packages/sdk/dist/runtime.js'], outdir: 'packages/sdk/bundle', splitting: true, chunkNames: 'chunk-[hash]' },
  {
    entryPoints: ['packages/host/dist/keeper/keeper-main.js'],
    outfile: 'packages/host/bundle/keeper.js',
    // CommonJS packages inside an ES module bundle need a `require` for Node's own modules.
    banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  },
];

for (const bundle of bundles) {
  if (bundle.entryPoints.every((entry) => existsSync(entry))) await build({ ...common, ...bundle });
}
