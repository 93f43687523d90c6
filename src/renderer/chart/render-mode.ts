// The page without a face, for the command line's `render`: opens a day, shows one field at one time, gives a PNG. It
// is the same chart and the same export as the workstation's.
import { FaultError } from '../../../contracts/errors.ts';
import type { Lattice } from '../../../contracts/fields.ts';
import {
  type DaySummary,
  type FieldScaleRange,
  type JobProgress,
  jobHasEnded,
  type RequestParams,
} from '../../../contracts/messages.ts';
import { FieldParams, paramsHash } from '../../../contracts/params.ts';
import type { TileAggregate } from '../../../contracts/tiles.ts';
import { dayStartFromTs, NANOS_PER_SECOND } from '../../../contracts/units.ts';
import type { Peer } from '../../../contracts/wire/peer.ts';
import { ensure } from '../../base/assert.ts';
import type { Connection } from '../link/connect.ts';
import { DayData } from '../replay/day-data.ts';
import type { GoldView } from '../replay/gold-view.ts';
import { Playhead } from '../replay/playhead.ts';
import { COLOR_MAPS, DEFAULT_COLOR_MAP } from '../scene/color-maps.ts';
import { rangeFromScale } from '../scene/color-range.ts';
import { fittedTicks } from '../scene/follow.ts';
import { FieldChart } from './field-chart.ts';

/** A row of one tick is about this high where prices moved little. */
const ROW_HEIGHT_PX = 16;
/** A picture waits so long for the ranges of the whole day. */
const SETTLE_MILLIS = 20_000;
const SCALE_WAIT_MILLIS = 50;

export interface RenderRequest {
  /** Sources to open, or a day that the store has. */
  readonly paths?: readonly string[];
  readonly dayId?: string;
  /** Instrument to show; the most traded one where it is not given. */
  readonly symbol?: string;
  /** Time of the playhead: nanoseconds since 1970 in decimal, or an ISO time; the day's end where not given. */
  readonly at?: string;
  readonly spanSeconds: number;
  /** Id or symbol of the field. */
  readonly fieldId: string;
  readonly lattice: Lattice;
  /** CSS pixels of the picture. */
  readonly width: number;
  readonly height: number;
  readonly scale?: number;
  /** Parameters of the fields; the engine's own where not given. */
  readonly params?: FieldParams;
  readonly aggregate?: TileAggregate;
  readonly weighting?: number;
}

declare global {
  interface Window {
    __fieldbookRender?: (request: RenderRequest) => Promise<string>;
  }
}

/** Offers `window.__fieldbookRender`, which gives a PNG in base64 or rejects with a sentence for the user. */
export function installRenderMode(root: HTMLElement, connection: Connection): void {
  window.__fieldbookRender = async (request) => {
    const png = await renderPicture(root, connection, request);
    let binary = '';
    for (let at = 0; at < png.length; at += 0x8000)
      binary += String.fromCharCode(...png.subarray(at, at + 0x8000));
    return btoa(binary);
  };
}

async function renderPicture(
  root: HTMLElement,
  { peer, hello }: Connection,
  request: RenderRequest,
): Promise<Uint8Array> {
  const field = hello.catalogue.find(
    ({ id, symbol }) => id === request.fieldId || symbol === request.fieldId,
  );
  if (!field) throw new Error(`There is no field "${request.fieldId}".`);
  const day = await DayData.open(peer, await dayIdFromRequest(peer, request));
  await Promise.all([day.whenLoaded, day.loadExchange()]);
  const gold = goldViewOf(request, hello.params);
  const position = request.at ? positionFromText(request.at, day.dayStartNanos) : day.windowEnd;
  const near = Math.max(0, Math.ceil(position) - 1);
  const ranges = await settledRanges(peer, {
    dayId: day.dayId,
    lattice: request.lattice,
    params: gold.params,
    near,
  });
  const range = rangeFromScale(
    ranges.find(({ fieldId }) => fieldId === field.id),
    field.scale,
  );
  const host = document.createElement('div');
  host.style.cssText = `position:relative;width:${request.width}px;height:${request.height}px`;
  root.replaceChildren(host);
  const playhead = new Playhead();
  const chart = new FieldChart(host, { peer, playhead });
  try {
    const colorMap = COLOR_MAPS.require(DEFAULT_COLOR_MAP[field.scale]);
    const { channel, scale: kind } = field;
    chart.setField({ field, lattice: request.lattice, style: { channel, scale: kind, range, colorMap } });
    chart.setGold(gold);
    chart.setDay(day);
    playhead.seek(position);
    const from = playhead.position.get() - request.spanSeconds;
    const touch = ensure(day.touchRange(from, position), 'The time shown has no second with a valid book.');
    chart.setView({
      windowFrom: from,
      windowTo: playhead.position.get(),
      ...fittedTicks(touch, request.height / ROW_HEIGHT_PX),
    });
    const { width, height, scale = 1 } = request;
    return await chart.exportPng({ width, height, scale }, { productVersion: hello.productVersion });
  } finally {
    chart.dispose();
    day.dispose();
  }
}

/** Ranges of the whole day, so that the same picture comes out whenever it is asked for; after a while, what there is. */
async function settledRanges(
  peer: Peer,
  request: RequestParams<'day.scales'>,
): Promise<readonly FieldScaleRange[]> {
  const until = performance.now() + SETTLE_MILLIS;
  for (;;) {
    const { result } = await peer.call('day.scales', request);
    if (result.final || performance.now() > until) return result.ranges;
    await new Promise((resolve) => setTimeout(resolve, SCALE_WAIT_MILLIS));
  }
}

function goldViewOf({ params, aggregate, weighting }: RenderRequest, defaults: FieldParams): GoldView {
  const chosen = FieldParams.parse(params ?? defaults);
  return {
    params: chosen,
    paramsHash: paramsHash(chosen),
    aggregate: aggregate ?? 'max',
    weighting: weighting ?? null,
  };
}

/** Seconds of the UTC day of `at`. */
function positionFromText(at: string, dayStartNanos: bigint): number {
  const nanos = /^\d+$/.test(at) ? BigInt(at) : BigInt(Date.parse(at)) * 1_000_000n;
  if (dayStartFromTs(nanos) !== dayStartNanos) throw new Error(`${at} is not on this day.`);
  return Number(nanos - dayStartNanos) / Number(NANOS_PER_SECOND);
}

async function dayIdFromRequest(peer: Peer, request: RenderRequest): Promise<string> {
  if (request.dayId) return request.dayId;
  const job = await finishedJob(peer, request.paths ?? []);
  const day = chosenDay(job.days, request);
  if (day) return day.dayId;
  const fault = job.faults[0];
  throw fault ? new FaultError(fault) : new Error('Nothing to show was found in what was opened.');
}

function chosenDay(days: readonly DaySummary[], { symbol, at }: RenderRequest): DaySummary | undefined {
  const volume = (day: DaySummary): number => day.volume.B + day.volume.A + day.volume.N;
  const fitting = days.filter((day) => symbol === undefined || day.symbol === symbol);
  const onDay = fitting.filter((day) => at === undefined || holdsTime(day, at));
  return (onDay.length > 0 ? onDay : fitting).toSorted((a, b) => volume(b) - volume(a))[0];
}

function holdsTime(day: DaySummary, at: string): boolean {
  const nanos = /^\d+$/.test(at) ? BigInt(at) : BigInt(Date.parse(at)) * 1_000_000n;
  return dayStartFromTs(nanos) === BigInt(day.dayStartNanos);
}

/** Opens `paths` and waits for the job's last word. */
async function finishedJob(peer: Peer, paths: readonly string[]): Promise<JobProgress> {
  const progress = new Map<string, JobProgress>();
  let announce = (): void => {};
  const subscription = peer.on('job', (job) => {
    progress.set(job.jobId, job);
    announce();
  });
  try {
    const { jobId } = (await peer.call('source.open', { paths: [...paths] })).result;
    for (;;) {
      const job = progress.get(jobId);
      if (job && jobHasEnded(job)) return job;
      await new Promise<void>((resolve) => {
        announce = resolve;
      });
    }
  } finally {
    subscription.dispose();
  }
}
