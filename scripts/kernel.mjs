// Compiles src/kernel (AssemblyScript) to WebAssembly and writes its two parts, books and fields, as modules in
// src/core/kernel, which every bundler, test runner and type checker takes as it takes any other source.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import asc from 'assemblyscript/asc';
import { FIELDS_BYTES, KERNEL_BYTES, ROOT } from './bootstrap.mjs';

const PER_LINE = 64;
/** What the compiler would call the file that is taken from it. */
const OUTPUT = 'kernel.wasm';

const PARTS = [
  { source: 'src/kernel/index.ts', name: 'KERNEL_BYTES', module: KERNEL_BYTES, features: [] },
  {
    source: 'src/kernel/fields/index.ts',
    name: 'FIELDS_BYTES',
    module: FIELDS_BYTES,
    features: ['--enable', 'simd', '--disableWarning', '112'],
  },
];

process.chdir(ROOT);
for (const { source, name, module, features } of PARTS) {
  const binary = await compile(source, features);
  if (!binary) process.exitCode = 1;
  else writeBytes(binary, name, module, source);
}

/** Null where it does not compile; why has been said. */
async function compile(/** @type {string} */ source, /** @type {string[]} */ features) {
  let binary = new Uint8Array(0);
  const say = (/** @type {string | Uint8Array} */ text) => process.stderr.write(text);
  const options = ['-O3', '--noAssert', '--runtime', 'stub', ...features, '--outFile', OUTPUT];
  const { error } = await asc.main([source, ...options], {
    stdout: { write: say },
    stderr: { write: say },
    writeFile: (name, content) => {
      if (name === OUTPUT) binary = /** @type {Uint8Array<ArrayBuffer>} */ (content);
    },
  });
  return error ? null : binary;
}

function writeBytes(
  /** @type {Uint8Array} */ binary,
  /** @type {string} */ name,
  /** @type {string} */ module,
  /** @type {string} */ source,
) {
  const lines = [];
  for (let from = 0; from < binary.length; from += PER_LINE)
    lines.push(`  ${[...binary.subarray(from, from + PER_LINE)].join(', ')},`);
  mkdirSync(dirname(module), { recursive: true });
  const made = `// Made from ${dirname(source)} by scripts/kernel.mjs.`;
  writeFileSync(module, `${made}\nexport const ${name} = new Uint8Array([\n${lines.join('\n')}\n]);\n`);
}
