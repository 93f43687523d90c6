// Bundles one Node program into out/, where the build and the bench find it: what is measured is what is shipped. Rolldown
// writes constants of other modules into the code, which a module loader cannot: hot loops gain a sixth by it.
import { atRoot, EXTERNAL, outFileOf, workerUrls } from './entries.mjs';

/**
 * Returns the built file.
 * @param {string} entry path from the root
 * @param {'info' | 'warn'} logLevel
 */
export async function buildNodeProgram(entry, logLevel) {
  // Loaded late: a fresh clone has it only after the first lines of its caller.
  const { build } = await import('vite');
  const out = outFileOf(entry);
  await build({
    configFile: false,
    root: atRoot('.'),
    logLevel,
    publicDir: false,
    plugins: [workerUrls(entry)],
    resolve: { conditions: ['node'] },
    ssr: { noExternal: true },
    build: {
      ssr: true,
      target: 'node20',
      outDir: 'out',
      emptyOutDir: false,
      minify: false,
      sourcemap: false,
      rolldownOptions: {
        input: atRoot(entry),
        external: EXTERNAL,
        platform: 'node',
        output: { format: 'es', entryFileNames: out.replace(/^out\//, ''), codeSplitting: false },
      },
    },
  });
  return atRoot(out);
}
