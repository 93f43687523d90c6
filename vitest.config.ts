// Unit and property tests, beside their sources.

import { defineConfig } from 'vitest/config';
import { ensureKernel, nodeIsRecentEnough } from './scripts/bootstrap.mjs';

// What older ones lack fails in tests far from the cause.
if (!nodeIsRecentEnough())
  throw new Error(
    `Node ${process.version} is too old for the tests: use npm test, or node_modules/.bin/node.`,
  );

ensureKernel();

export default defineConfig({
  test: {
    include: [
      'src/**/*.test.{ts,tsx}',
      'contracts/**/*.test.ts',
      'scripts/**/*.test.ts',
      'bench/**/*.test.ts',
    ],
    testTimeout: 30_000,
  },
});
