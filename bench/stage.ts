// One measurement in a process of its own: `node out/bench/stage.js NAME DAY`, answer as JSON on stdout.
import type { LongDay } from './long-day.ts';
import { type Measurement, STAGES, type StageName } from './stages.ts';

const [name, day] = process.argv.slice(2);
const outcome = await STAGES[name as StageName].run(JSON.parse(day) as LongDay);
const measurement: Measurement = {
  records: 0,
  windows: 0,
  ...outcome,
  // Kilobytes on every platform that Node runs on.
  peakRssBytes: process.resourceUsage().maxRSS * 1024,
};
process.stdout.write(JSON.stringify(measurement));
