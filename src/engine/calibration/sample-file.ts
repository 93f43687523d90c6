// Samples of a day kept beside it, so that a calibration which was cancelled, or is run again over more days, goes on from
// there. The file's name says all that they depend on besides the day and the fields' parameters.
import { z } from 'zod';
import { fnv1a64 } from '../../../contracts/params.ts';
import { bytesOfSamples, type DaySamples } from '../../core/evaluation/day-samples.ts';
import type { ParamSet } from '../pipeline/param-set.ts';
import type { Store } from '../store/store.ts';
import type { ReadResult, ReadTask } from './shared-samples.ts';

/** Raised when samples mean something else. */
const SAMPLES_VERSION = 1;
const HEAD_BYTES = 512;

const count = z.number().int().nonnegative();
const Head = z.object({
  rows: count,
  left: z.object({ invalid: count, crossed: count, warmingUp: count, noTarget: count, skipped: count }),
});

function nameOf(store: Store, { span, forecast, stride, reach }: ReadTask): string {
  const { sigmaNear, sigmaFar, sigmaNu, nuReach } = forecast;
  const kernels = fnv1a64(JSON.stringify([SAMPLES_VERSION, sigmaNear, sigmaFar, sigmaNu, nuReach]));
  const { windowEnd } = store.day(span.dayId);
  return `samples-${span.windowFrom}-${span.windowEnd}@${windowEnd}-${stride}-${reach}-${kernels}.bin`;
}

export async function storedSamples(store: Store, task: ReadTask, set: ParamSet): Promise<ReadResult | null> {
  const bytes = await store.derivedFiles(task.span.dayId, set.hash).read(nameOf(store, task));
  if (!bytes || bytes.length < HEAD_BYTES) return null;
  const head = Head.safeParse(JSON.parse(new TextDecoder().decode(bytes.subarray(0, HEAD_BYTES)).trimEnd()));
  if (!head.success) return null;
  const { rows, left } = head.data;
  const body = bytes.subarray(HEAD_BYTES);
  if (body.length !== bytesOfSamples(rows, task.reach)) return null;
  const buffer = new SharedArrayBuffer(body.length);
  new Uint8Array(buffer).set(body);
  return { samples: { buffer, rows, reach: task.reach }, left };
}

export async function storeSamples(
  store: Store,
  task: ReadTask,
  set: ParamSet,
  { buffer, rows }: DaySamples,
  left: ReadResult['left'],
): Promise<void> {
  const bytes = new Uint8Array(HEAD_BYTES + buffer.byteLength);
  bytes.fill(0x20, 0, HEAD_BYTES);
  bytes.set(new TextEncoder().encode(JSON.stringify({ rows, left })));
  bytes.set(new Uint8Array(buffer), HEAD_BYTES);
  await store.derivedFiles(task.span.dayId, set.hash).write(nameOf(store, task), bytes);
}
