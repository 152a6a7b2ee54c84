/** Jest runs what `tsc -b` built, as native ES modules: nothing is transformed, so what is tested is what is shipped. */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/packages/*/dist-test/**/*.test.js', '<rootDir>/test/dist/**/*.test.js'],
  transform: {},
  modulePathIgnorePatterns: ['<rootDir>/packages/.*/bundle/'],
  testTimeout: 30_000,
};
