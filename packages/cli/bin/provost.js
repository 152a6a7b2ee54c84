#!/usr/bin/env node
/** The `provost` command. All of it is in dist/main.js. */
import { main } from '../dist/main.js';

await main(process.argv.slice(2));
