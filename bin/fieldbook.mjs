#!/usr/bin/env -S node --max-semi-space-size=16
// The command line. Installs and builds on first use (told on stderr only), then runs out/cli/main.js
// under a Node that has native zstd. Its flag is explained at ENGINE_FLAGS.

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  ENGINE_FLAGS,
  ensureBuilt,
  ensureInstalled,
  nodeIsRecentEnough,
  projectNode,
  ROOT,
  runForeground,
} from '../scripts/bootstrap.mjs';

const program = join(ROOT, 'out', 'cli', 'main.js');
try {
  ensureInstalled({ quiet: true });
  ensureBuilt({ quiet: true });
  if (nodeIsRecentEnough()) {
    process.argv[1] = program;
    await import(pathToFileURL(program).href);
  } else {
    process.exitCode = await runForeground(projectNode(), [
      ...ENGINE_FLAGS,
      program,
      ...process.argv.slice(2),
    ]);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
