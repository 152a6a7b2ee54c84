/** What the compiler cannot see: forgotten promises, sizes, and words that have no place. Who may import whom is test/architecture's affair. */
import { readdirSync } from 'node:fs';
import plugin from '@typescript-eslint/eslint-plugin';
import parser from '@typescript-eslint/parser';

const packages = readdirSync('packages');
const typescript = { languageOptions: { parser, sourceType: 'module' }, plugins: { '@typescript-eslint': plugin } };

/** One block a project: type information is read once each, and only for the rules that need it. */
function promiseRules(folder, project) {
  return {
    files: [`${folder}/**/*.ts`],
    languageOptions: { parserOptions: { project, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
    },
  };
}

const bareError = {
  selector: 'ThrowStatement > NewExpression[callee.name="Error"]',
  message: 'What the outside can cause is a ProviderError with a code; what only a bug can cause is an assert.',
};
const sleep = {
  selector: 'CallExpression[callee.name="setTimeout"], CallExpression[callee.property.name="setTimeout"], ImportDeclaration[source.value=/^(node:)?timers/]',
  message: 'A test does not sleep: await an event, or move a made-up clock.',
};

export default [
  { ignores: ['**/node_modules/', '**/dist/', '**/dist-test/', '**/bundle/', '**/*.d.ts', '**/*.generated.ts', 'bench/results/', 'coverage/'] },
  {
    files: ['**/*.{ts,js,mjs}'],
    ...typescript,
    linterOptions: { reportUnusedDisableDirectives: 'off' },
    rules: {
      'max-lines': ['error', { max: 300 }],
      'no-var': 'error',
      'prefer-const': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-debugger': 'error',
      'no-eval': 'error',
      'no-unused-expressions': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['packages/*/src/**/*.ts'],
    rules: {
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
      'no-restricted-syntax': ['error', bareError],
      'no-console': 'error',
    },
  },
  { files: ['packages/cli/src/**/*.ts'], rules: { 'no-console': 'off' } },
  { files: ['**/*.test.ts'], rules: { 'no-restricted-syntax': ['error', sleep] } },
  promiseRules('packages/protocol/src', 'packages/protocol/tsconfig.json'),
  promiseRules('packages/protocol/src/node', 'packages/protocol/src/node/tsconfig.json'),
  ...packages.filter((name) => name !== 'protocol').map((name) => promiseRules(`packages/${name}/src`, `packages/${name}/tsconfig.json`)),
  ...packages.map((name) => promiseRules(`packages/${name}/test`, `packages/${name}/test/tsconfig.json`)),
  promiseRules('test', 'test/tsconfig.json'),
];
