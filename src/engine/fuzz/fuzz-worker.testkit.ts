// Runs the cases of a campaign one after the other and tells of each before and after.
import { parentPort, workerData } from 'node:worker_threads';
import { Campaign } from './campaign.testkit.ts';
import type { FuzzMessage, FuzzOrder } from './watched-campaign.testkit.ts';

const { seed, folder, from, to, until } = workerData as FuzzOrder;
const tell = (message: FuzzMessage): void => parentPort?.postMessage(message);
const campaign = new Campaign(seed, folder);
for (let number = from; number < to && Date.now() < until; number++) {
  tell({ kind: 'begin', number });
  try {
    const started = performance.now();
    const result = await campaign.run(number);
    tell({ kind: 'end', number, millis: performance.now() - started, ...result });
  } catch (error) {
    tell({
      kind: 'broken',
      number,
      what: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
}
tell({ kind: 'done' });
