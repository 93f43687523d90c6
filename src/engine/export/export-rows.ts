// The rows of each dataset, window by window and in order, handed to a sink that gathers them. Nothing is kept: a day
// of any length takes the memory of one chunk.
import type { ColumnSpec } from '../../../contracts/datasets.ts';
import { LATTICES, type Lattice } from '../../../contracts/fields.ts';
import type { ForecastParams } from '../../../contracts/forecast.ts';
import type { MarkerParams } from '../../../contracts/markers.ts';
import type { ChunkInfo } from '../../../contracts/messages.ts';
import { type ColumnsOf, decodeTable } from '../../../contracts/tables.ts';
import { tsFromWindow } from '../../../contracts/units.ts';
import { lowerBound } from '../../base/bisect.ts';
import { Lru } from '../../base/lru.ts';
import { goldRowsFromFrame } from '../../core/fields/gold-table.ts';
import type { GoldKernel } from '../../core/fields/kernel.ts';
import { FIELDS } from '../../core/fields/registry.ts';
import { NULL_I32, type SilverChunk } from '../../core/silver/chunk.ts';
import { SilverReader } from '../../core/silver/flow-reader.ts';
import { depthAndFlowColumns } from '../pipeline/cells.ts';
import { type CheckpointCache, GoldCheckpoints } from '../pipeline/gold-checkpoints.ts';
import { type GoldSource, openGoldSource } from '../pipeline/gold-source.ts';
import type { ParamSet } from '../pipeline/param-set.ts';
import { Turns } from '../pipeline/turn.ts';
import { readSession } from '../store/session-table.ts';
import { snapshotColumns } from '../store/silver-codec.ts';
import type { Store } from '../store/store.ts';
import { tapeTableColumns } from '../store/tape-table.ts';

const CHECKPOINT_BYTES = 16 * 1024 * 1024;

export interface RowRequest {
  readonly store: Store;
  readonly dayId: string;
  readonly windowFrom: number;
  readonly windowEnd: number;
  /** Columns that will be taken from what `take` is given. */
  readonly columns: readonly ColumnSpec[];
  readonly lattices?: readonly Lattice[] | undefined;
  /** Cells within so many ticks of spot; all that are published where absent. */
  readonly rangeTicks?: number | undefined;
  readonly set: ParamSet;
  /** Of the forecast; the defaults where absent. */
  readonly forecast?: ForecastParams | undefined;
  /** Of the markers; the defaults where absent. */
  readonly markers?: MarkerParams | undefined;
  readonly signal: AbortSignal;
}

export interface RowSink {
  /** Rows `from` to `from + length` of the columns; they are copied or written before the promise resolves. */
  take(columns: ColumnsOf, length: number, from?: number): Promise<void>;
  /** All windows before this one are through. */
  reached(window: number): void;
}

export type RowSource = (request: RowRequest, sink: RowSink) => Promise<void>;

/** The rows of book_snapshot_1s. */
export async function snapshotRows(request: RowRequest, sink: RowSink): Promise<void> {
  const { windowFrom, windowEnd } = request;
  for await (const { chunk, dayStart } of chunksOf(request)) {
    const { windowCount } = chunk;
    const columns = snapshotColumns(chunk.snapshots, chunk.windowFrom, windowCount, dayStart);
    const from = Math.max(0, windowFrom - chunk.windowFrom);
    const end = Math.min(windowCount, windowEnd - chunk.windowFrom);
    await sink.take(columns, end - from, from);
    sink.reached(chunk.windowFrom + end);
  }
}

/** The rows of depth_and_flow_1s. */
export async function depthRows(request: RowRequest, sink: RowSink): Promise<void> {
  const { windowFrom, windowEnd, rangeTicks, signal } = request;
  const turns = new Turns();
  for await (const { chunk, dayStart } of chunksOf(request)) {
    const reader = new SilverReader(chunk);
    const end = Math.min(chunk.windowFrom + chunk.windowCount, windowEnd);
    for (let window = Math.max(chunk.windowFrom, windowFrom); window < end; window++) {
      const cells = reader.read(window);
      if (cells) {
        const range = rangeAround(chunk, window, rangeTicks);
        const { columns, length } = depthAndFlowColumns(chunk, window, cells, dayStart, range);
        await sink.take(columns, length);
      }
      if (turns.due) await turns.next(signal);
      sink.reached(window + 1);
    }
  }
}

/** The rows of session_events; a time is received, not a window, and decides what is in the span. */
export async function sessionRows(request: RowRequest, sink: RowSink): Promise<void> {
  const { store, dayId, windowFrom, windowEnd } = request;
  const dayStart = dayStartOf(request);
  const { table } = await readSession(store, dayId);
  for (const { columns, length } of decodeTable(table).batches) {
    const times = columns['ts_ns'] as BigInt64Array;
    const begin = tsFromWindow(windowFrom, dayStart);
    const end = tsFromWindow(windowEnd, dayStart);
    for (let row = 0; row < length; row++) {
      const time = times[row] as bigint;
      if (time >= begin && time < end) await sink.take(columns, 1, row);
    }
  }
  sink.reached(windowEnd);
}

/** The rows of tape_events; when one is known, to the nanosecond, decides whether it is in the span. */
export async function tapeRows(request: RowRequest, sink: RowSink): Promise<void> {
  const { store, dayId, windowFrom, windowEnd } = request;
  const tape = await store.tape(dayId);
  if (tape) {
    const from = lowerBound(tape.window, windowFrom);
    const length = lowerBound(tape.window, windowEnd) - from;
    await sink.take(tapeTableColumns(tape, dayStartOf(request)), length, from);
  }
  sink.reached(windowEnd);
}

/** The rows of physics_surface_1s. */
export async function goldRows(request: RowRequest, sink: RowSink): Promise<void> {
  const { columns, rangeTicks, lattices = LATTICES } = request;
  const fields = FIELDS.all.map(({ id }) => id).filter((id) => columns.some(({ name }) => name === id));
  const source = openGoldSource(request.store, request.dayId, request.set);
  await throughGold(request, [source], fields, sink, async ([kernel], [chunk], window) => {
    const range = rangeAround(chunk, window, rangeTicks);
    for (const lattice of LATTICES.filter((each) => lattices.includes(each))) {
      const frame = kernel.frame(lattice);
      if (!frame) continue;
      const rows = goldRowsFromFrame(frame, tsFromWindow(window + 1, dayStartOf(request)), range, fields);
      await sink.take(rows.columns, rows.length);
    }
  });
}

/**
 * Kernels go through the windows once, side by side, from the checkpoint before the first; `take` hears of each valid
 * window that was asked for.
 */
export async function throughGold(
  request: RowRequest,
  sources: readonly GoldSource[],
  fields: readonly string[],
  sink: RowSink,
  take: (kernels: readonly GoldKernel[], chunks: readonly SilverChunk[], window: number) => Promise<void>,
): Promise<void> {
  const { dayId, windowFrom, windowEnd, signal } = request;
  const lattices = LATTICES.filter((lattice) => request.lattices?.includes(lattice) ?? true);
  const chunks = request.store.day(dayId).chunks.filter((info) => overlaps(info, windowFrom, windowEnd));
  const first = request.store.day(dayId).chunks.findIndex(({ chunk }) => chunk === chunks[0]?.chunk);
  if (first < 0) return;
  const kernels: GoldKernel[] = [];
  for (const [i, source] of sources.entries()) {
    const files = source.set.stateOnDisk ? source.derivedFiles(source.set.stateHash) : null;
    const cache: CheckpointCache = new Lru(CHECKPOINT_BYTES);
    const checkpoints = new GoldCheckpoints({ source, dayId: `${dayId}-${i}`, cache, files });
    kernels.push(await checkpoints.kernelAt(first, { fields, lattices }, signal));
  }
  const turns = new Turns();
  for (const info of chunks) {
    signal.throwIfAborted();
    const read = await Promise.all(sources.map((source) => source.readChunk(info)));
    const end = Math.min(info.windowCount, windowEnd - info.windowFrom);
    for (let w = 0; w < end; w++) {
      const window = info.windowFrom + w;
      const valid = kernels.every((kernel, i) => kernel.step(read[i], w, window >= windowFrom));
      if (turns.due) await turns.next(signal);
      if (window < windowFrom) continue;
      if (valid) await take(kernels, read, window);
      sink.reached(window + 1);
    }
  }
}

/** Chunks that have windows of the request, one at a time. */
async function* chunksOf(
  request: RowRequest,
): AsyncGenerator<{ readonly chunk: SilverChunk; readonly dayStart: bigint }> {
  const { store, dayId, windowFrom, windowEnd, signal } = request;
  const dayStart = dayStartOf(request);
  for (const info of store.day(dayId).chunks.filter((chunk) => overlaps(chunk, windowFrom, windowEnd))) {
    signal.throwIfAborted();
    yield { chunk: await store.readChunk(dayId, info), dayStart };
  }
}

export function overlaps({ windowFrom, windowCount }: ChunkInfo, from: number, end: number): boolean {
  return windowFrom < end && windowFrom + windowCount > from;
}

export function dayStartOf({ store, dayId }: RowRequest): bigint {
  return BigInt(store.day(dayId).summary.dayStartNanos);
}

function rangeAround(chunk: SilverChunk, window: number, rangeTicks: number | undefined) {
  const spot = chunk.snapshots.spotTick[window - chunk.windowFrom] as number;
  if (rangeTicks === undefined || spot === NULL_I32) return {};
  return { tickFrom: spot - rangeTicks, tickTo: spot + rangeTicks };
}
