// The Electron side of the build: host, preload and page. The loopback host serves the same page.

import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import {
  atRoot,
  EXTERNAL,
  MAIN_ENTRY,
  PRELOAD_ENTRY,
  RENDERER_PAGE,
  workerUrls,
} from './scripts/entries.mjs';

export default defineConfig({
  main: {
    plugins: [workerUrls(MAIN_ENTRY)],
    build: {
      outDir: 'out/main',
      target: 'node20',
      externalizeDeps: false,
      rolldownOptions: {
        input: { main: atRoot(MAIN_ENTRY) },
        external: EXTERNAL,
        output: { format: 'es', entryFileNames: '[name].js', codeSplitting: false },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      target: 'node20',
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: atRoot(PRELOAD_ENTRY) },
        external: ['electron'],
        // A sandboxed preload has to be CommonJS.
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    base: './',
    plugins: [react()],
    build: {
      outDir: 'out/renderer',
      target: 'chrome130',
      chunkSizeWarningLimit: 2000,
      // A data: font or image would need a wider content security policy.
      assetsInlineLimit: 0,
      rolldownOptions: { input: atRoot(RENDERER_PAGE) },
    },
  },
});
