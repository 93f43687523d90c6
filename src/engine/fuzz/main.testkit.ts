// `npm run fuzz`: a campaign without bound, or of as many cases as asked for. Prints its seed, so that any case can be
// had again: `npm run fuzz -- --seed S --from N --cases 1`.
import { parseArgs } from 'node:util';
import { fuzz } from './watched-campaign.testkit.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    from: { type: 'string', default: '0' },
    cases: { type: 'string' },
    minutes: { type: 'string' },
  },
});
const seed = values.seed === undefined ? Math.floor(Math.random() * 0x7fffffff) : Number(values.seed);
const from = Number(values.from);
const to = values.cases === undefined ? Number.MAX_SAFE_INTEGER : from + Number(values.cases);
const millis = values.minutes === undefined ? Number.MAX_SAFE_INTEGER / 4 : Number(values.minutes) * 60_000;
const EVERY = 500;

console.log(`seed ${seed}, from case ${from}`);
const report = await fuzz({
  seed,
  from,
  to,
  caseMillis: 20_000,
  millis,
  onFailure: ({ number, what }) => console.log(`case ${number}: ${what}`),
  onCase: ({ cases, slowest, failures }) => {
    if (cases % EVERY !== 0) return;
    console.log(
      `${cases} cases, ${failures.length} failed, slowest ${slowest.millis.toFixed(0)} ms (case ${slowest.number})`,
    );
  },
});
for (const [code, cases] of [...report.codes].sort((a, b) => b[1] - a[1]))
  console.log(`${String(cases).padStart(8)} ${code}`);
console.log(`${report.cases} cases, ${report.failures.length} failed`);
process.exitCode = report.failures.length === 0 ? 0 : 1;
