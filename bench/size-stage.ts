// One ingest in a process of its own: `node out/bench/size-stage.js PATH DATA_FOLDER`, answer as JSON on stdout.

import { type JobProgress, jobHasEnded } from '../contracts/messages.ts';
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
  /** After each file, in the order of reading. */
  readonly peaksAfter: readonly number[];
}

const [path, dataFolder] = process.argv.slice(2) as [string, string];
const engine = await createEngine({ dataFolder, productVersion: 'bench', openPaths: [], threads: 2 });
// As the hosts' thread does.
await engine.practise();
const [near, far] = memoryLinkPair();
engine.connect(far);
const peer = new Peer(near);
const start = performance.now();
const ended = Promise.withResolvers<JobProgress>();
const peaksAfter: number[] = [];
let name = '';
/** Told as it goes: a run of hours that is cut short has said something. */
const note = (): void => {
  const peak = peakRssBytes();
  peaksAfter.push(peak);
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  process.stderr.write(`${name}: peak ${(peak / 1e6).toFixed(0)} MB after ${seconds} s\n`);
};
peer.on('job', (progress) => {
  if (name !== '' && progress.sourceName !== name) note();
  name = progress.sourceName;
  if (jobHasEnded(progress)) ended.resolve(progress);
});
await peer.call('source.open', { paths: [path] });
const { phase, faults, records, dayCount } = await ended.promise;
note();
assert(phase === 'done' && faults.length === 0, `the ingest ${phase}: ${faults[0]?.message}`);
const ingested: IngestedPath = {
  recordsRead: records,
  daysRead: dayCount,
  seconds: (performance.now() - start) / 1000,
  peakRssBytes: peakRssBytes(),
  peaksAfter,
};
process.stdout.write(JSON.stringify(ingested));
peer.close();
await engine.close();
