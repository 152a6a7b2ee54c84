/** Bundles what is started as a process of its own, where each module that is loaded costs start-up time: the SDK, the storage, the keeper and the command line. */
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
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

/** What Node is started with for a provider. CommonJS, since its ES module loader takes five milliseconds before the first line is run. */
const runtime = { format: 'cjs', minifyWhitespace: true, minifySyntax: true, outdir: 'packages/sdk/bundle', outExtension: { '.js': '.cjs' } };

/** Commander can run a verb as a program of its own, which we never ask for; what it would take for it need not be loaded each time. */
const withoutSubprograms = {
  name: 'without-subprograms',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:child_process$/ }, ({ importer, path }) => (/[\\/]commander[\\/]/.test(importer) ? { path, namespace: 'nothing' } : undefined));
    onLoad({ filter: /./, namespace: 'nothing' }, () => ({ contents: '' }));
  },
};

/** Each command that is typed. CommonJS for the same reason, and one file: what it imports only when it is needed is in it, but not run before. Not minified, so that a stack trace can be read. */
const command = {
  format: 'cjs',
  plugins: [withoutSubprograms],
  banner: { js: "const __moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
  define: () => ({ 'import.meta.url': '__moduleUrl' }),
};

/** What a provider's process may load while its caller waits: one file, without the database, which is loaded only when a data file is opened. */
const storage = { external: ['lmdb'], minifySyntax: true };

/** CommonJS packages inside an ES module bundle need a `require` for Node's own modules. */
const requireInModule = { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" };

const bundles = [
  { ...storage, entryPoints: ['packages/storage/dist/index.js'], outfile: 'packages/storage/bundle/index.js' },
  { ...command, ...storage, entryPoints: ['packages/storage/dist/examine/examine-program.js'], outfile: 'packages/storage/bundle/examine.cjs' },
  { entryPoints: ['packages/sdk/dist/index.js'], outfile: 'packages/sdk/bundle/index.js', external: ['@provost/sdk/attach'] },
  { entryPoints: ['packages/sdk/dist/attach.js'], outfile: 'packages/sdk/bundle/attach/index.js', external: ['@provost/storage'], banner: requireInModule },
  { entryPoints: ['packages/sdk/dist/sample.js'], outfile: 'packages/sdk/bundle/sample.js', external: ['@provost/sdk'] },
  { ...runtime, entryPoints: ['packages/sdk/dist/process/run-runtime.js'], entryNames: '[name]-[hash]', external: ['@provost/storage'] },
  {
    ...runtime,
    entryPoints: ['packages/sdk/dist/runtime.js'],
    define: (made) => ({ 'import.meta.dirname': '__dirname', RUN_RUNTIME_FILE: JSON.stringify(basename(made.find((path) => path.includes('run-runtime-')))) }),
  },
  { entryPoints: ['packages/sdk/dist/embedding.js'], outfile: 'packages/sdk/bundle/embedding/index.js', external: ['@provost/storage'] },
  {
    entryPoints: ['packages/host/dist/keeper/keeper-main.js'],
    outfile: 'packages/host/bundle/keeper.js',
    banner: requireInModule,
  },
  { ...command, entryPoints: ['packages/cli/dist/main.js'], outfile: 'packages/cli/bundle/provost.cjs', alias: { yaml: './yaml.cjs' }, external: ['@provost/host', '@provost/storage', './yaml.cjs'] },
  { ...command, entryPoints: ['node_modules/yaml/dist/index.js'], outfile: 'packages/cli/bundle/yaml.cjs' },
];

/** Writes what has changed, each file in one step: a process that starts meanwhile finds the old one or the new one, whole. */
function writeChanged(file) {
  if (existsSync(file.path) && readFileSync(file.path, 'utf8') === file.text) return;
  mkdirSync(dirname(file.path), { recursive: true });
  const half = `${file.path}.${process.pid}`;
  writeFileSync(half, file.text);
  renameSync(half, file.path);
}

/** Files that are named by their content would stay and be packed when it has changed. */
function removeStale(made) {
  for (const folder of new Set(made.map((path) => dirname(path)))) {
    for (const name of readdirSync(folder)) if (/\.c?js$/.test(name) && !made.includes(join(folder, name))) rmSync(join(folder, name));
  }
}

/** The paths of all that was made, in the order in which the files need each other: what a file names is there before it. */
const made = [];
for (const bundle of bundles) {
  if (!bundle.entryPoints.every((entry) => existsSync(entry))) continue;
  try {
    const { outputFiles } = await build({ ...common, ...bundle, define: bundle.define?.(made) ?? {} });
    outputFiles.forEach(writeChanged);
    made.push(...outputFiles.map(({ path }) => path));
  } catch {
    process.exitCode = 1; // esbuild has printed what is wrong; the other bundles are made all the same.
  }
}
// The runtime is a program; who imports it all the same is told by its types that it exports nothing.
writeChanged({ path: 'packages/sdk/bundle/runtime.d.cts', text: 'export {};\n' });
if (process.exitCode === undefined) removeStale(made);
