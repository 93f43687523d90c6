// One ingest in a process of its own: `node out/bench/size-stage.js PATH DATA_FOLDER`, answer as JSON on stdout.

import type { JobProgress } from '../contracts/messages.ts';
import { memoryLinkPair } from '../contracts/wire/link.ts';
import { Peer } from '../contracts/wire/peer.ts';
import { assert } from '../src/base/assert.ts';
import { createEngine } from '../src/engine/engine.ts';
import { peakRssBytes } from '../src/engine/peak-memory.testkit.ts';

export interface IngestedPath {
  readonly recordsRead: number;
  readonly daysRead: number;
  readonly seconds: number;
  readonly peakRssBytes: number;
}

const [path, dataFolder] = process.argv.slice(2) as [string, string];
const engine = await createEngine({ dataFolder, productVersion: 'bench', openPaths: [], threads: 2 });
const [near, far] = memoryLinkPair();
engine.connect(far);
const peer = new Peer(near);
const start = performance.now();
const ended = Promise.withResolvers<JobProgress>();
peer.on('job', (progress) => {
  if (['done', 'failed', 'cancelled'].includes(progress.phase)) ended.resolve(progress);
});
await peer.call('source.open', { paths: [path] });
const { phase, faults, days } = await ended.promise;
assert(phase === 'done' && faults.length === 0, `the ingest ${phase}: ${faults[0]?.message}`);
const ingested: IngestedPath = {
  recordsRead: days.reduce((sum, day) => sum + day.records, 0),
  daysRead: days.length,
  seconds: (performance.now() - start) / 1000,
  peakRssBytes: peakRssBytes(),
};
process.stdout.write(JSON.stringify(ingested));
peer.close();
await engine.close();
