// The same specs against both hosts: Chromium on the loopback host, and the Electron window.
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: './specs',
  outputDir: '../test-results',
  fullyParallel: false,
  workers: 1,
  retries: 0,
  timeout: 150_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  projects: [
    { name: 'chromium', metadata: { host: 'loopback' } },
    { name: 'electron', metadata: { host: 'electron' } },
  ],
});
