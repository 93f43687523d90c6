// One measurement in a process of its own: `node out/bench/stage.js NAME DAY`, answer as JSON on stdout.
import { peakRssBytes } from '../src/engine/peak-memory.testkit.ts';
import type { LongDay } from './long-day.ts';
import { type Measurement, STAGES, type StageName } from './stages.ts';

const [name, day] = process.argv.slice(2);
const outcome = await STAGES[name as StageName].run(JSON.parse(day) as LongDay);
const measurement: Measurement = {
  records: 0,
  windows: 0,
  ...outcome,
  peakRssBytes: peakRssBytes(),
};
process.stdout.write(JSON.stringify(measurement));
