// Compiles src/kernel (AssemblyScript) to WebAssembly and writes it as the module src/core/kernel/kernel-bytes.ts, which
// every bundler, test runner and type checker takes as it takes any other source.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import asc from 'assemblyscript/asc';
import { KERNEL_BYTES, ROOT } from './bootstrap.mjs';

const PER_LINE = 32;

let binary = new Uint8Array(0);
const say = (/** @type {string | Uint8Array} */ text) => process.stderr.write(text);
process.chdir(ROOT);
const { error } = await asc.main(
  ['src/kernel/index.ts', '-O3', '--noAssert', '--runtime', 'stub', '--outFile', 'kernel.wasm'],
  {
    stdout: { write: say },
    stderr: { write: say },
    writeFile: (name, content) => {
      if (name === 'kernel.wasm') binary = /** @type {Uint8Array<ArrayBuffer>} */ (content);
    },
  },
);
if (error) process.exitCode = 1;
else {
  const lines = [];
  for (let from = 0; from < binary.length; from += PER_LINE)
    lines.push(`  ${[...binary.subarray(from, from + PER_LINE)].join(', ')},`);
  mkdirSync(dirname(KERNEL_BYTES), { recursive: true });
  writeFileSync(
    KERNEL_BYTES,
    `// Made from src/kernel by scripts/kernel.mjs.\nexport const KERNEL_BYTES = new Uint8Array([\n${lines.join('\n')}\n]);\n`,
  );
}
