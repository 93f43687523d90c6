// Requests about days: what there is, and what is in it.

import { BOOK_SNAPSHOT } from '../../../contracts/datasets.ts';
import { type Fault, FaultError } from '../../../contracts/errors.ts';
import type { Lattice } from '../../../contracts/fields.ts';
import { MBO } from '../../../contracts/mbo-dataset.ts';
import type { RequestParsed } from '../../../contracts/messages.ts';
import type { OptionRight } from '../../../contracts/options.ts';
import type { Handlers } from '../../../contracts/wire/peer.ts';
import { FIELDS } from '../../core/fields/registry.ts';
import { sessionFromEvents } from '../../core/silver/session.ts';
import { goldCells, silverCells, type WindowCells } from '../pipeline/cells.ts';
import { joinsOf } from '../pipeline/joins.ts';
import { optionCells, type StrikeRange, strikeCells } from '../pipeline/option-cells.ts';
import type { ParamSet } from '../pipeline/param-set.ts';
import { type StoredDay, verdictFromStored } from '../store/details.ts';
import { readSession } from '../store/session-table.ts';
import type { StoredSource } from '../store/store.ts';
import type { EngineContext } from './context.ts';

export function dayHandlers(context: EngineContext) {
  const { store, gold, markers, forecasts, jobs, exact, exports } = context;
  return {
    'days.list': async (part) => ({ result: store.daysListed(part) }),

    'days.forget': async ({ sourceId }) => {
      if (jobs.isReading(sourceId)) {
        throw new FaultError({
          code: 'bad_request',
          message: 'This file is being read now.',
          hint: 'Cancel it first, then forget it.',
        });
      }
      const dayIds = store.daysOf(sourceId).map((day) => day.dayId);
      gold.forget(dayIds);
      markers.forget(dayIds);
      exact.forget(dayIds);
      forecasts.forget(dayIds);
      await store.forget(sourceId);
      return { result: {} };
    },

    'day.info': async ({ dayId }) => {
      const { source } = gold.day(dayId);
      gold.advance(dayId);
      return {
        result: { ...infoFrom(context, source.day()), ...(source.options && { options: source.options }) },
      };
    },

    'day.audit': async ({ dayId }) => {
      const day = store.day(dayId);
      const findings = store.audit(dayId);
      const joins = joinsOf(store, day.summary);
      const source = store.source(day.summary.sourceId);
      const details = source?.details;
      const faults = details?.faults ?? [];
      return {
        result: {
          verdict: verdictFromStored(day, findings, faults, joins.midnight),
          findings,
          joins,
          bytes: details?.bytes ?? null,
          recordTypes: details?.recordTypes ?? {},
          gapsVisible: details?.gapsVisible ?? false,
          faults: faultsOf(source),
        },
      };
    },

    'day.session': async ({ dayId }) => {
      const session = await jobs.guard(dayId, () => readSession(store, dayId));
      return { result: sessionFromEvents(session.events), payload: session.table };
    },

    'day.snapshots': async ({ dayId, chunkFrom, chunkEnd }) => {
      const chunks = store.day(dayId).chunks.filter(({ chunk }) => chunk >= chunkFrom && chunk < chunkEnd);
      const payload = await jobs.guard(dayId, () =>
        store.readStream(
          dayId,
          BOOK_SNAPSHOT,
          chunks.map(({ chunk }) => chunk),
        ),
      );
      const windowFrom = chunks[0]?.windowFrom ?? chunkFrom * 256;
      const windowCount = chunks.reduce((sum, chunk) => sum + chunk.windowCount, 0);
      return { result: { windowFrom, windowCount }, payload };
    },

    'day.tile': async (request, { signal }) => {
      const { dayId, band, params, weighting = null, ticks = null, patienceMs, ...place } = request;
      const set = gold.setOf(params);
      const address = { ...place, weighting, ticks };
      const { bytes, shapedTo } = await jobs.guard(dayId, () =>
        gold.picture(() => gold.day(dayId, set).tile(address, band, signal, patienceMs)),
      );
      return { result: { paramsHash: set.hash, shapedTo }, payload: bytes };
    },

    'day.scales': async ({ dayId, lattice, near, params }, { signal }) => {
      const set = gold.setOf(params);
      gold.advance(dayId, set);
      const scales = await jobs.guard(dayId, () =>
        gold.serve(() => gold.day(dayId, set).scales(lattice, signal, near)),
      );
      return { result: { ...scales, paramsHash: set.hash } };
    },

    'day.cells': async ({ dayId, window, table, lattice = 'L', right, params, ...range }, { signal }) => {
      const set = gold.setOf(params);
      const { valid, table: payload } = await jobs.guard(dayId, () =>
        gold.serve(() => readCells(context, { dayId, window, table, lattice, right, range, set }, signal)),
      );
      return { result: { window, valid, paramsHash: set.hash }, payload };
    },

    'day.explain': async ({ dayId, window, tick, lattice, fieldId, params }, { signal }) => {
      if (!FIELDS.get(fieldId))
        throw new FaultError({ code: 'bad_request', message: `There is no field "${fieldId}".` });
      const set = gold.setOf(params);
      const explanation = await jobs.guard(dayId, () =>
        gold.serve(() => gold.day(dayId, set).explain(window, tick, lattice, fieldId, signal)),
      );
      return { result: { explanation, paramsHash: set.hash } };
    },

    'day.export': async (request, { signal }) => {
      if (request.table === MBO.id) await exact.ready(request.dayId);
      return { result: await jobs.guard(request.dayId, () => exports.run(request, signal)) };
    },
  } satisfies Handlers;
}

interface CellsRequest {
  readonly dayId: string;
  readonly window: number;
  readonly table: RequestParsed<'day.cells'>['table'];
  readonly lattice: Lattice;
  readonly right: OptionRight;
  readonly set: ParamSet;
  readonly range: { readonly tickFrom?: number | undefined; readonly tickTo?: number | undefined };
}

async function readCells(
  context: EngineContext,
  request: CellsRequest,
  signal: AbortSignal,
): Promise<WindowCells> {
  const { store, gold } = context;
  const { dayId, window, table, lattice, right, range, set } = request;
  const { summary, chunks } = store.day(dayId);
  const dayStart = BigInt(summary.dayStartNanos);
  const info = chunks.find(
    ({ windowFrom, windowCount }) => window >= windowFrom && window < windowFrom + windowCount,
  );
  if (!info) throw new FaultError({ code: 'not_found', message: `The day has no window ${window}.` });
  if (table === 'silver_opt')
    return optionCells(store, dayId, window, strikesOf(range, summary.tickSizeNanos));
  if (table === 'gold_opt')
    return strikeCells(
      { store, gold },
      { dayId, window, lattice, right, set },
      strikesOf(range, summary.tickSizeNanos),
      signal,
    );
  if (table === 'gold') return goldCells(gold.day(dayId, set), window, dayStart, lattice, range, signal);
  return silverCells(await store.readChunk(dayId, info), window, dayStart, range);
}

/** Strikes at the prices of a range of the underlying's ticks. */
function strikesOf({ tickFrom, tickTo }: CellsRequest['range'], tickSizeNanos: string): StrikeRange {
  const tickSize = BigInt(tickSizeNanos);
  return {
    ...(tickFrom === undefined ? {} : { strikeFrom: BigInt(tickFrom) * tickSize }),
    ...(tickTo === undefined ? {} : { strikeTo: BigInt(tickTo) * tickSize }),
  };
}

function infoFrom({ gold, store }: EngineContext, day: StoredDay) {
  const { summary, windowFrom, windowEnd, validWindows, chunks, quality } = day;
  return {
    summary,
    windowFrom,
    windowEnd,
    validWindows,
    chunks: [...chunks],
    quality,
    faults: faultsOf(store.source(summary.sourceId)),
    params: gold.defaults.params,
    paramsHash: gold.defaults.hash,
  };
}

/** What was wrong with a source, and with the files beside it. */
function faultsOf(source: StoredSource | null): Fault[] {
  return source ? [...source.details.faults, ...source.details.beside] : [];
}
