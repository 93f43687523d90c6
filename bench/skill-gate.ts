// How often the skill gate opens on days without an effect: seeded repetitions of the whole way from files to report. By
// design at most 5 in 100; with --effect planted days instead, on which it should.
//   npm run bench -- --only skill_gate [--runs 100] [--effect X]
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DaySummary, jobHasEnded } from '../contracts/messages.ts';
import { memoryLinkPair } from '../contracts/wire/link.ts';
import { Peer } from '../contracts/wire/peer.ts';
import { createEngine } from '../src/engine/engine.ts';
import { writeSynthDays } from '../src/engine/synth/synth-days.ts';

const DAYS = 4;
const MINUTES = 15;
const RECORDS = 40_000;

/** Repetitions whose gate opened at some horizon. */
export async function benchGate(runs: number, effect: number, say: (text: string) => void): Promise<number> {
  const startMillis = performance.now();
  let opened = 0;
  for (let seed = 1; seed <= runs; seed++) {
    const folder = mkdtempSync(join(tmpdir(), 'fieldbook-gate-'));
    try {
      if (await opensOn(folder, seed, effect)) opened += 1;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    if (seed % 10 === 0 || seed === runs) {
      const seconds = ((performance.now() - startMillis) / 1000).toFixed(0);
      say(`effect ${effect}: the gate opened in ${opened} of ${seed} repetitions, ${seconds} s`);
    }
  }
  return opened;
}

async function opensOn(folder: string, seed: number, effect: number): Promise<boolean> {
  const files = join(folder, 'files');
  await writeSynthDays({ folder: files, days: DAYS, minutes: MINUTES, seed, records: RECORDS, effect });
  const engine = await createEngine({
    dataFolder: join(folder, 'data'),
    productVersion: 'bench',
    openPaths: [],
  });
  const [near, far] = memoryLinkPair();
  engine.connect(far);
  const peer = new Peer(near);
  try {
    const ended = new Promise<readonly DaySummary[]>((resolve) => {
      peer.on('job', (progress) => {
        if (jobHasEnded(progress)) resolve(progress.days);
      });
    });
    await peer.call('source.open', { paths: [files] });
    const dayIds = (await ended).map(({ dayId }) => dayId);
    const request = { jobId: randomUUID(), dayIds, session: 'all', variants: false };
    const { result } = await peer.call('calibration.run', request);
    return result.skill.some(({ open }) => open);
  } finally {
    peer.close();
    await engine.close();
  }
}
