/** What the command line offers to a program: its verbs as data, its exit codes, and `main` itself. */
export { main } from './main.js';
export { VERBS } from './catalog/catalog.js';
export { EXIT_CODES, EXIT_MEANINGS, exitCodeOf, type ExitCode } from './errors/exit-codes.js';
