// `npm run contracts`: makes contracts/datasets.yaml, the Avro schemas and docs/fields.md of the code's declarations;
// with --pictures also the pictures of the fields, which takes a browser and minutes.
import { join } from 'node:path';
import {
  ensureBuilt,
  ensureInstalled,
  ensureKernel,
  projectNode,
  ROOT,
  runForeground,
} from './bootstrap.mjs';

const args = process.argv.slice(2);
ensureInstalled({ quiet: true });
ensureKernel();
if (args.includes('--pictures')) ensureBuilt({ quiet: true });
process.exitCode = await runForeground(projectNode(), [join(ROOT, 'scripts/contracts/main.ts'), ...args]);
