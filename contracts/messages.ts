// Every request and event that may cross the boundary: parameters, result, deadline. The engine and the page both
// validate with these schemas; nothing else passes. 64-bit values travel as decimal strings.
import { z } from 'zod';
import { DayActivity } from './activity.ts';
import { AuditBadge, DayAudit } from './audit.ts';
import { CalibrateRequest, CalibrationProgress, CalibrationSummary, EvaluateRequest } from './calibration.ts';
import { ContractFacts } from './contract.ts';
import { Fault } from './errors.ts';
import {
  BookAt,
  BookAtParams,
  CellOrders,
  CellOrdersParams,
  ExactProgress,
  OrderLife,
  OrderLifeParams,
} from './exact.ts';
import { ExportProgress, ExportRequest, ExportResult } from './exports.ts';
import { FieldDescriptor, Lattice } from './fields.ts';
import { FORECAST_HORIZON, ForecastMode, ForecastParams, MOST_PATHS } from './forecast.ts';
import { FragmentSettings } from './fragment.ts';
import { MarkerParams } from './markers.ts';
import { OptionRight } from './options.ts';
import { FieldParams } from './params.ts';
import { QualityCounts } from './quality.ts';
import { DaySession } from './session.ts';
import { SimilarAnswer, SimilarProgress, SimilarRequest } from './similar.ts';
import { TileRequest } from './tile-request.ts';
import { VendorCondition } from './vendor.ts';

export const PROTOCOL_VERSION = 1;

const int64 = z.string().regex(/^-?\d{1,20}$/);
const count = z.number().int().nonnegative();
const id = z.string().min(1).max(200);
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

/** What of a UTC day belongs to one trade date of its exchange. */
export const TradeDatePart = z.object({
  tradeDate: date,
  /** Seconds of the UTC day, half open. */
  windowFrom: count,
  windowEnd: count,
  /** Of its closed windows. */
  records: count,
  lots: count,
});
export type TradeDatePart = z.infer<typeof TradeDatePart>;

/** One instrument on one UTC day of one source: the unit of the store and of everything on screen. */
export const DaySummary = z.object({
  dayId: id,
  sourceId: id,
  sourceName: z.string(),
  dataset: z.string(),
  publisherId: count,
  instrumentId: count,
  symbol: z.string(),
  /** Long name where a definition tells one, else empty. */
  description: z.string(),
  utcDate: date,
  dayStartNanos: int64,
  tickSizeNanos: int64,
  tickSizeFrom: z.enum(['definition', 'inferred']),
  records: count,
  volume: z.object({ B: count, A: count, N: count }),
  firstTsNanos: int64,
  lastTsNanos: int64,
  /** Given where the vendor itself knows the day's data to be worse than usual. */
  condition: VendorCondition.optional(),
  /** growing: being read now; complete; partial: the file broke or was cancelled, what was read stays usable. */
  state: z.enum(['growing', 'complete', 'partial']),
  /** How far the book can be trusted, as known so far. */
  verdict: AuditBadge.optional(),
  /** Trade dates that have records in this UTC day, in order. */
  tradeDates: z.array(TradeDatePart).optional(),
  /** Missing before the first valid second. */
  activity: DayActivity.optional(),
  /** Missing where no definition is known. */
  contract: ContractFacts.optional(),
});
export type DaySummary = z.infer<typeof DaySummary>;

/** Row of the chunk index: what tiles exist and where. Spot range is null where no window of the chunk is valid. */
export const ChunkInfo = z.object({
  chunk: count,
  windowFrom: count,
  windowCount: count,
  validWindows: count,
  spotLo: z.number().int().nullable(),
  spotHi: z.number().int().nullable(),
});
export type ChunkInfo = z.infer<typeof ChunkInfo>;

/** The options of a day's instrument. */
export const OptionsInfo = z.object({
  /** Strikes by right and expiry. */
  series: count,
  /** Price that every strike is a multiple of, 1e-9: the tick of the strikes looked at as a day. */
  stepNanos: int64,
  expiries: z.array(int64),
});
export type OptionsInfo = z.infer<typeof OptionsInfo>;

export const DayInfo = z.object({
  summary: DaySummary,
  /** First window and one past the last closed window. */
  windowFrom: count,
  windowEnd: count,
  validWindows: count,
  chunks: z.array(ChunkInfo),
  quality: QualityCounts,
  faults: z.array(Fault),
  params: FieldParams,
  paramsHash: z.string(),
  options: OptionsInfo.optional(),
});
export type DayInfo = z.infer<typeof DayInfo>;

/** Robust scale of one field over the day's non-empty cells; quantiles at SCALE_QUANTILES. */
export const FieldScaleRange = z.object({
  fieldId: z.string(),
  samples: count,
  floor: z.number(),
  ceiling: z.number(),
  quantiles: z.array(z.number()),
});
export type FieldScaleRange = z.infer<typeof FieldScaleRange>;
export const SCALE_QUANTILES = [0, 0.01, 0.02, 0.05, 0.25, 0.5, 0.75, 0.95, 0.98, 0.99, 1] as const;

/** One term of a value, with what went into it by name: columns of silver, ids of fields, parameters. */
export const ExplainedTerm = z.object({
  name: z.string(),
  value: z.number(),
  inputs: z.record(z.string(), z.number()),
});
export type ExplainedTerm = z.infer<typeof ExplainedTerm>;

export const Explanation = z.object({
  fieldId: z.string(),
  value: z.number(),
  /** They add up to the value. */
  terms: z.array(ExplainedTerm).readonly(),
  /** The cell's lots in this second: start + add - pull - fill = end. */
  lots: z.object({ start: count, add: count, pull: count, fill: count, end: count, rest: count }),
  /** The value is flow over next to no depth. */
  nearEmpty: z.boolean(),
  /** Valid seconds of the day so far; averages are warming up until three times the slowest time constant. */
  validWindows: count,
});
export type Explanation = z.infer<typeof Explanation>;

/** A wall or void that acts on a forecast's path; strength is O of a wall, V of a void. */
export const ForecastObstacle = z.object({
  kind: z.enum(['wall', 'void']),
  tick: z.number().int(),
  strength: z.number(),
});
export type ForecastObstacle = z.infer<typeof ForecastObstacle>;

/** What a calibration says of one path. */
export const ForecastCalibration = z.object({
  hash: z.string(),
  /** Why it does not fit. */
  misfits: z.array(z.string()),
  /** In what this second lies outside of what the training days knew. */
  outside: z.array(z.string()),
  days: count,
  /** By horizon: whether skill was shown on days that no fit had seen, and what the band held there. */
  horizons: z.array(
    z.object({
      horizonS: z.number().int(),
      skill: z.boolean(),
      coverage: z.object({ n: count, inside: count }).nullable(),
    }),
  ),
});
export type ForecastCalibration = z.infer<typeof ForecastCalibration>;

export const ForecastAnswer = z.object({
  window: count,
  mode: ForecastMode,
  /** Why there is no path, where there is none: the book is crossed or locked, or the window is not valid. */
  state: z.enum(['path', 'crossed', 'invalid']),
  /** Where the path starts: the anchor and mid at the window's end; null without a path. */
  spotTick: z.number().int().nullable(),
  mid2: z.number().int().nullable(),
  obstacles: z.array(ForecastObstacle),
  /** Whether a calibration says what the path is worth; unfit: one was named that does not fit this day or these settings. */
  reliability: z.enum(['uncalibrated', 'calibrated', 'unfit']),
  /** Null where none was named. */
  calibration: ForecastCalibration.nullable(),
  /** Valid seconds of the day so far; averages are warming up until three times the slowest time constant. */
  validWindows: count,
  paramsHash: z.string(),
  forecastHash: z.string(),
});
export type ForecastAnswer = z.infer<typeof ForecastAnswer>;

export const JobProgress = z.object({
  jobId: id,
  sourceName: z.string(),
  phase: z.enum(['making', 'waiting', 'checking', 'reading', 'finishing', 'done', 'failed', 'cancelled']),
  bytesRead: count,
  bytesTotal: count,
  records: count,
  recordsPerSecond: z.number().nonnegative(),
  /** Seconds left, null while unknown. */
  secondsLeft: z.number().nonnegative().nullable(),
  /** True where the file was opened before and came from the store. */
  fromStore: z.boolean(),
  /** The most traded of `dayCount`; once the job has ended, `days.list` gives all of its sources. */
  days: z.array(DaySummary),
  dayCount: count,
  sourceIds: z.array(id),
  /** DBN files of a folder that were passed over, since they claim to hold no orders. */
  otherFiles: count,
  faults: z.array(Fault),
  /** What was wrong with files beside the data, or with files of a folder that give no day. */
  beside: z.array(Fault),
});
export type JobProgress = z.infer<typeof JobProgress>;

/** Whether that is the last that is told of a job. */
export function jobHasEnded({ phase }: Pick<JobProgress, 'phase'>): boolean {
  return phase === 'done' || phase === 'failed' || phase === 'cancelled';
}

const Empty = z.object({});
const Job = z.object({ jobId: id });
/** Parameters of gold; the engine's own where none are given. Replies name the set by its hash. */
const params = FieldParams.optional();
/** What a message holds with ease: a summary takes some kilobytes. */
export const MOST_DAYS_LISTED = 256;

interface RequestSpec {
  readonly params: z.ZodType;
  readonly result: z.ZodType;
  /** Milliseconds until the caller gives up; null for none. */
  readonly deadlineMs: number | null;
}

export const REQUESTS = {
  /** What the engine is and which fields it has. */
  hello: {
    params: z.object({ protocolVersion: z.number().int() }),
    result: z.object({
      protocolVersion: z.number().int(),
      fieldModelVersion: z.number().int(),
      productVersion: z.string(),
      catalogue: z.array(FieldDescriptor),
      params: FieldParams,
      paramsHash: z.string(),
      /** Paths given on the command line, to be opened by the page once it is ready. */
      openPaths: z.array(z.string()),
      /** What was wrong with the store when the program started, and has been put right. */
      faults: z.array(Fault),
    }),
    deadlineMs: 10_000,
  },
  /** Opens files or folders by path. Progress follows as `job` events. `fragment`: the files are bare records. */
  'source.open': {
    params: z.object({
      paths: z.array(z.string().min(1).max(4096)).min(1).max(1000),
      fragment: FragmentSettings.optional(),
    }),
    result: Job,
    deadlineMs: 10_000,
  },
  /** Makes the demo day and opens it. */
  'source.demo': { params: Empty, result: Job, deadlineMs: 10_000 },
  /** Bytes of a file that the page holds and the host cannot reach by path. `chunk` carries a payload. */
  'upload.begin': {
    params: z.object({ name: z.string().min(1).max(255), sizeBytes: count }),
    result: z.object({ uploadId: id }),
    deadlineMs: 10_000,
  },
  'upload.chunk': {
    params: z.object({ uploadId: id, offset: count }),
    result: z.object({ received: count }),
    deadlineMs: 60_000,
  },
  /** Ends an upload and opens what came: `uploadIds` in one job. */
  'upload.open': {
    params: z.object({
      uploadIds: z.array(id).min(1).max(1000),
      fragment: FragmentSettings.optional(),
    }),
    result: Job,
    deadlineMs: 60_000,
  },
  'job.cancel': { params: Job, result: Empty, deadlineMs: 10_000 },
  /** A part of the stored days, source opened last and most traded first; those not stored yet come before it. */
  'days.list': {
    params: z.object({
      from: count.default(0),
      most: count.max(MOST_DAYS_LISTED).default(MOST_DAYS_LISTED),
      sourceIds: z.array(id).optional(),
    }),
    result: z.object({ days: z.array(DaySummary), stored: count }),
    deadlineMs: 10_000,
  },
  /** Takes a source's days out of the store (the source file itself is never touched). */
  'days.forget': { params: z.object({ sourceId: id }), result: Empty, deadlineMs: 30_000 },
  'day.info': { params: z.object({ dayId: id }), result: DayInfo, deadlineMs: 30_000 },
  'day.audit': { params: z.object({ dayId: id }), result: DayAudit, deadlineMs: 30_000 },
  /** Trading states and published figures; empty while the day grows. Payload: Arrow stream of session_events. */
  'day.session': { params: z.object({ dayId: id }), result: DaySession, deadlineMs: 30_000 },
  /** Payload: Arrow stream of book_snapshot_1s, chunks [chunkFrom, chunkEnd). */
  'day.snapshots': {
    params: z.object({ dayId: id, chunkFrom: count, chunkEnd: count }),
    result: z.object({ windowFrom: count, windowCount: count }),
    deadlineMs: 30_000,
  },
  /**
   * Payload: Arrow stream of one tile (contracts/datasets.ts, TILE), with what lies before the window `shapedTo`. Asked for
   * again, one that is not whole is gone on with.
   */
  'day.tile': {
    params: TileRequest,
    result: z.object({ paramsHash: z.string(), shapedTo: count }),
    deadlineMs: 120_000,
  },
  /**
   * Robust colour ranges for every field on a lattice; `final` once the whole day went in. Until then they are those of
   * the minutes about the window `near`, or of what has been gone through.
   */
  'day.scales': {
    params: z.object({ dayId: id, lattice: Lattice, near: count.optional(), params }),
    result: z.object({ ranges: z.array(FieldScaleRange), final: z.boolean(), paramsHash: z.string() }),
    deadlineMs: 120_000,
  },
  /** Payload: Arrow stream of depth_and_flow_1s or physics_surface_1s rows of one window, or of those of its options. */
  'day.cells': {
    params: z.object({
      dayId: id,
      window: count,
      table: z.enum(['silver', 'gold', 'silver_opt', 'gold_opt']),
      lattice: Lattice.optional(),
      /** Of gold_opt. */
      right: OptionRight.default('all'),
      tickFrom: z.number().int().optional(),
      tickTo: z.number().int().optional(),
      params,
    }),
    result: z.object({ window: count, valid: z.boolean(), paramsHash: z.string() }),
    deadlineMs: 30_000,
  },
  /** Why a cell's value of a field is what it is; null where the cell is not published. */
  'day.explain': {
    params: z.object({
      dayId: id,
      window: count,
      tick: z.number().int(),
      lattice: Lattice,
      fieldId: id,
      params,
    }),
    result: z.object({ explanation: Explanation.nullable(), paramsHash: z.string() }),
    deadlineMs: 30_000,
  },
  /** Payload: Arrow stream of stream/markers_1s for the valid windows in [windowFrom, windowEnd). */
  'day.markers': {
    params: z.object({
      dayId: id,
      windowFrom: count,
      windowEnd: count,
      params,
      /** Of the markers; the defaults where absent. */
      markers: MarkerParams.optional(),
    }),
    result: z.object({ windowFrom: count, windowEnd: count }),
    deadlineMs: 120_000,
  },
  /**
   * What became of walls and voids from window `windowFrom` on. Payload: Arrow stream of stream/marker_events. Known
   * before `windowEnd`; where that is not all of it, the rest is to be asked for from there.
   */
  'day.events': {
    params: z.object({ dayId: id, windowFrom: count, params, markers: MarkerParams.optional() }),
    /** `tapeKnown`: false where an older version stored the day without sweeps and refills. */
    result: z.object({ windowEnd: count, complete: z.boolean(), tapeKnown: z.boolean() }),
    deadlineMs: 60_000,
  },
  /** Exact answers. The first of a day reads its file once more, which `exact` events tell of: no deadline. */
  'book.at': { params: BookAtParams, result: BookAt, deadlineMs: null },
  /** Everything that happened to one order in a day. */
  'order.life': { params: OrderLifeParams, result: OrderLife, deadlineMs: null },
  /** The orders that made one cell of silver. */
  'cell.orders': { params: CellOrdersParams, result: CellOrders, deadlineMs: null },
  /** Writes a table of a day into a file; cancelled as any call. Progress follows as `export` events. */
  'day.export': { params: ExportRequest, result: ExportResult, deadlineMs: null },
  /**
   * The path of mid over the 30 seconds after a window, from the fields of that window alone. Payload, where there is a
   * path: Arrow stream of stream/forecast_1s.
   */
  'forecast.at': {
    params: z.object({
      dayId: id,
      window: count,
      mode: ForecastMode.default('frozen'),
      params,
      /** Of the forecast itself; the model's defaults where none are given. */
      forecast: ForecastParams.optional(),
      /** Hash of a calibration that the engine has: its parameters of the forecast hold, where it fits. */
      calibration: id.optional(),
    }),
    result: ForecastAnswer,
    deadlineMs: 30_000,
  },

  /** Fits and tests on the days chosen; cancelled as any call, and begun again it goes on from the days it had read. Payload: the calibration's JSON. */
  'calibration.run': { params: CalibrateRequest, result: CalibrationSummary, deadlineMs: null },
  /** Judges parameters on days. Payload: JSON of the evaluation. */
  'calibration.evaluate': {
    params: EvaluateRequest,
    result: z.object({ words: z.string() }),
    deadlineMs: null,
  },
  /** Takes a calibration's file, the request's payload, into the store. Throws `bad_request` where it is none. */
  'calibration.load': {
    params: z.object({ name: z.string().max(1000) }),
    result: CalibrationSummary,
    deadlineMs: 30_000,
  },
  'calibration.list': { params: z.object({}), result: z.array(CalibrationSummary), deadlineMs: 30_000 },
  /** Payload: the calibration's JSON. */
  'calibration.read': { params: z.object({ hash: id }), result: CalibrationSummary, deadlineMs: 30_000 },
  /** The request's payload, JSON of an evaluation, as HTML that needs nothing else. Throws `bad_request`. */
  'evaluation.html': { params: z.object({}), result: z.object({}), deadlineMs: 30_000 },
  'calibration.forget': { params: z.object({ hash: id }), result: z.object({}), deadlineMs: 30_000 },

  /** Past moments whose features are nearest to those of a second, and what followed; the first one of a day reads it through. */
  'similar.at': { params: SimilarRequest, result: SimilarAnswer, deadlineMs: null },
  /** What the first step of a path is made of, by price. Payload, where there is a path: Arrow stream of FORECAST_TERMS. */
  'forecast.terms': {
    params: z.object({ dayId: id, window: count, params, forecast: ForecastParams.optional() }),
    result: z.object({ window: count, spotTick: z.number().int().nullable() }),
    deadlineMs: 30_000,
  },
  /**
   * Paths of the seconds from `windowFrom` to before `windowEnd`, of every so many. Seconds that have none have no rows.
   * Payload: Arrow stream of FORECAST_PATHS.
   */
  'forecast.paths': {
    params: z
      .object({
        dayId: id,
        windowFrom: count,
        windowEnd: count,
        every: z.number().int().min(1).max(3600).default(1),
        mode: ForecastMode.default('frozen'),
        horizons: z.array(z.number().int().min(0).max(FORECAST_HORIZON)).min(1),
        params,
        forecast: ForecastParams.optional(),
      })
      .refine(({ windowFrom, windowEnd }) => windowEnd > windowFrom && windowEnd - windowFrom <= MOST_PATHS, {
        message: `from 1 to ${MOST_PATHS} seconds at once`,
        path: ['windowEnd'],
      }),
    result: z.object({ windowFrom: count, windowEnd: count, paths: count }),
    deadlineMs: 60_000,
  },
} as const satisfies Record<string, RequestSpec>;

export const EVENTS = {
  /** How far an export is. */
  export: ExportProgress,
  /** Progress of an open; the last one has phase done, failed or cancelled. */
  job: JobProgress,
  /** A growing day has more chunks (or is complete): what is new, not the whole. */
  'day.grown': z.object({
    dayId: id,
    windowEnd: count,
    state: DaySummary.shape.state,
    chunks: z.array(ChunkInfo),
  }),
  exact: ExactProgress,
  calibration: CalibrationProgress,
  similar: SimilarProgress,
} as const satisfies Record<string, z.ZodType>;

export type Requests = typeof REQUESTS;
export type RequestName = keyof Requests;
export type RequestParams<N extends RequestName> = z.input<Requests[N]['params']>;
export type RequestParsed<N extends RequestName> = z.output<Requests[N]['params']>;
export type RequestResult<N extends RequestName> = z.output<Requests[N]['result']>;
export type EventName = keyof typeof EVENTS;
export type EventBody<N extends EventName> = z.output<(typeof EVENTS)[N]>;
