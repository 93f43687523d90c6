// The document: what the engine said. Days, jobs, the open day's facts, colour scales and faults, as plain values for
// the panels. Columns, tiles and the playhead are hot state and never come here.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Fault } from '../../../contracts/errors.ts';
import type { FieldDescriptor, Lattice } from '../../../contracts/fields.ts';
import type { DayInfo, DaySummary, FieldScaleRange, JobProgress } from '../../../contracts/messages.ts';
import { neighboursOf } from '../../../contracts/series.ts';
import type { UploadProgress } from '../link/open-sources.ts';

export interface JobState {
  readonly progress: JobProgress;
  /** Seconds from the request to its last event, by the page's clock. */
  readonly elapsedSeconds: number;
}

/** The open day without its chunk list, which belongs to the chart. */
export type DayFacts = Omit<DayInfo, 'chunks'> & {
  /** First valid window, null while there is none. */
  readonly firstValidWindow: number | null;
  /** Where the day begins for the scrub bar and for Home: a little before its first valid window. */
  readonly sessionFrom: number;
};

export interface Scales {
  readonly ranges: Readonly<Record<string, FieldScaleRange>>;
  readonly final: boolean;
}

export interface FaultEntry {
  readonly id: number;
  readonly fault: Fault;
  /** False once its card was closed; it stays in the list. */
  readonly shown: boolean;
}

export interface DocumentState {
  readonly link: 'ready' | 'lost';
  readonly productVersion: string;
  readonly catalogue: readonly FieldDescriptor[];
  /** Newest opened first. */
  readonly days: readonly DaySummary[];
  readonly jobs: Readonly<Record<string, JobState>>;
  /** Bytes on their way to a host that cannot reach a chosen file by its path. */
  readonly upload: UploadProgress | null;
  /** The program was started on files and their first day is not known yet. */
  readonly starting: boolean;
  readonly dayId: string | null;
  readonly day: DayFacts | null;
  readonly scales: Readonly<Partial<Record<Lattice, Scales>>>;
  readonly faults: readonly FaultEntry[];
}

export type DocumentStore = StoreApi<DocumentState>;

export function createDocumentStore(): DocumentStore {
  return createStore<DocumentState>(() => ({
    link: 'ready',
    productVersion: '',
    catalogue: [],
    days: [],
    jobs: {},
    upload: null,
    starting: false,
    dayId: null,
    day: null,
    scales: {},
    faults: [],
  }));
}

/** Days with `summaries` merged in: known ones are replaced where they stand, new ones come first. */
export function mergeDays(
  days: readonly DaySummary[],
  summaries: readonly DaySummary[],
): readonly DaySummary[] {
  const fresh = new Map(summaries.map((summary) => [summary.dayId, summary]));
  const kept = days.map((day) => {
    const update = fresh.get(day.dayId);
    fresh.delete(day.dayId);
    return update ?? day;
  });
  return [...fresh.values(), ...kept];
}

/** Days of one source and date, most traded first: what the instrument picker lists. */
export function siblingDays(days: readonly DaySummary[], of: DaySummary): readonly DaySummary[] {
  return days
    .filter((day) => day.sourceId === of.sourceId && day.utcDate === of.utcDate)
    .sort((a, b) => tradedVolume(b) - tradedVolume(a));
}

export function tradedVolume(day: DaySummary): number {
  return day.volume.B + day.volume.A + day.volume.N;
}

/** The day a job should show: its most traded, the last one of a longer span where volumes tie. */
export function leadingDay(days: readonly DaySummary[]): DaySummary | null {
  return days.reduce<DaySummary | null>(
    (best, day) => (best && tradedVolume(best) > tradedVolume(day) ? best : day),
    null,
  );
}

let nextFaultId = 1;

/** Adds a fault unless the same one is already listed (jobs repeat theirs with every event). */
export function withFault(faults: readonly FaultEntry[], fault: Fault): readonly FaultEntry[] {
  const known = faults.some((entry) => entry.shown && sameFault(entry.fault, fault));
  return known ? faults : [...faults, { id: nextFaultId++, fault, shown: true }];
}

function sameFault(a: Fault, b: Fault): boolean {
  return a.code === b.code && a.message === b.message && a.file === b.file && a.byteOffset === b.byteOffset;
}

/** The day before or after the open one in its instrument's series. */
export function neighbourDay(
  { days, day }: Pick<DocumentState, 'days' | 'day'>,
  direction: -1 | 1,
): DaySummary | null {
  if (!day) return null;
  const { before, after } = neighboursOf(days, day.summary);
  return direction > 0 ? after : before;
}

/** The fault stays listed; its card is closed. */
export function withoutCard(faults: readonly FaultEntry[], id: number): readonly FaultEntry[] {
  return faults.map((entry) => (entry.id === id ? { ...entry, shown: false } : entry));
}
