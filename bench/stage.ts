// One measurement in a process of its own: `node out/bench/stage.js NAME DAY`, answer as JSON on stdout.
import { readFileSync } from 'node:fs';
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

/** The system's own count begins with the parent's memory at the fork, so on Linux the program's high-water mark is read. */
function peakRssBytes(): number {
  if (process.platform === 'linux') {
    const mark = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'));
    if (mark) return Number(mark[1]) * 1024;
  }
  // Kilobytes on every platform that Node runs on.
  return process.resourceUsage().maxRSS * 1024;
}
