#!/usr/bin/env -S node --
/** The `provost` command; all of it is in dist/main.js. Without the `--`, Node takes `--env-file` for its own wherever it stands. */
import { main } from '../dist/main.js';

await main(process.argv.slice(2));
