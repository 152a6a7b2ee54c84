#!/bin/sh
':' //; exec node -- "$0" "$@"
/**
 * The `provost` command; all of it is in dist/main.js. To a shell the second line starts Node, to Node it is a word and a comment: without
 * the `--`, Node takes `--env-file` for its own wherever it stands.
 */
import { main } from '../dist/main.js';

await main(process.argv.slice(2));
