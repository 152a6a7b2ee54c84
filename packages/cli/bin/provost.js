#!/usr/bin/env -S node --
/**
 * The `provost` command; all of it is in bundle/provost.cjs. It is CommonJS, as package.json beside it says: Node's loader of ES modules would cost each
 * command some milliseconds. Without the `--`, Node takes `--env-file` for its own wherever it stands.
 */
require('../bundle/provost.cjs').main(process.argv.slice(2));
