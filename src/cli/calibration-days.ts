// What the commands calibrate and evaluate share: the days of a path, the options that choose among them, Ctrl+C.
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CalibrationProgress } from '../../contracts/calibration.ts';
import type { DaySummary } from '../../contracts/messages.ts';
import { parseSessionSpan } from '../../contracts/session-span.ts';
import { type CliIo, CommandError, UsageError } from './output.ts';
import { type ForecastParamsOption, type ParamsOption, readForecastParams, readParams } from './params.ts';
import type { Session, SessionOptions } from './session.ts';

export interface DaysOptions extends SessionOptions, ParamsOption, ForecastParamsOption {
  readonly session?: string;
  readonly days?: string;
  readonly instrument?: string;
  readonly variants: boolean;
}

/** Days of one symbol under a path, oldest first; of a date that is there more than once, the day with most records. */
export async function daysUnder(session: Session, path: string, options: DaysOptions): Promise<DaySummary[]> {
  if (options.session !== undefined && !parseSessionSpan(options.session))
    throw new UsageError(
      `"${options.session}" is no session span: all, rth, rth:3h, rth:90m, or 13:30-16:30 in UTC.`,
    );
  const progress = await session.open(path);
  const [chosen] = session.daysOf(progress, options.instrument);
  const named = progress.days.filter(
    ({ symbol, publisherId }) => symbol === chosen?.symbol && publisherId === chosen.publisherId,
  );
  const byDate = new Map<string, DaySummary>();
  for (const day of named.toSorted((a, b) => a.records - b.records)) byDate.set(day.utcDate, day);
  const days = [...byDate.values()].sort((a, b) => (a.utcDate < b.utcDate ? -1 : 1));
  return options.days === undefined ? days : chosenDates(days, options.days);
}

function chosenDates(days: readonly DaySummary[], text: string): DaySummary[] {
  const dates = text.split(',').map((date) => date.trim());
  const missing = dates.find((date) => !days.some(({ utcDate }) => utcDate === date));
  if (missing !== undefined) {
    const there = days.map(({ utcDate }) => utcDate).join(', ');
    throw new CommandError(`There is no day "${missing}". There are ${there}.`);
  }
  return days.filter(({ utcDate }) => dates.includes(utcDate));
}

/** Parts of a request that both commands have. */
export function choiceOf(options: DaysOptions, folder: string) {
  const params = readParams(options.params, folder);
  const forecast = readForecastParams(options, folder);
  return {
    ...(options.session === undefined ? {} : { session: options.session }),
    ...(params === undefined ? {} : { params }),
    ...(forecast === undefined ? {} : { forecast }),
    variants: options.variants,
  };
}

/** Tells on stderr where the span that was asked for gave way to another. */
export function tellSpan(io: CliIo, { session: asked }: DaysOptions, taken: string): void {
  if (asked === undefined || asked === taken) return;
  io.writeError(`None of these days has a second in "${asked}": "${taken}" was taken.\n`);
}

/** Runs a job with its progress on stderr; Ctrl+C ends it. */
export async function withProgress<T>(
  io: CliIo,
  session: Session,
  jobId: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  process.once('SIGINT', stop);
  const listening = session.peer.on('calibration', (progress) => {
    if (io.progress && progress.jobId === jobId) io.writeError(`\r\u001b[K${progressText(progress)}`);
  });
  try {
    return await work(abort.signal);
  } finally {
    if (io.progress) io.writeError('\r\u001b[K');
    listening.dispose();
    process.off('SIGINT', stop);
  }
}

function progressText({ stage, done, total }: CalibrationProgress): string {
  return `${stage}: ${Math.floor((100 * done) / Math.max(1, total))} %`;
}

/** Throws a CommandError where the file cannot be read. */
export function bytesOfFile(path: string, folder: string): Uint8Array {
  try {
    return readFileSync(resolve(folder, path));
  } catch {
    throw new CommandError(`${path} cannot be read.`);
  }
}

/** Throws a CommandError where the file cannot be written. */
export function writeWhole(path: string, folder: string, content: Uint8Array | string): void {
  try {
    writeFileSync(resolve(folder, path), content);
  } catch (error) {
    throw new CommandError(
      `${path} cannot be written: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}
