// One open: files and folders → days on the screen. A file that the store knows is not read again: known by its stamp,
// else by the hash of its bytes. Files are taken one after the other; a fault of one does not stop the rest.
import { basename } from 'node:path';
import { type Fault, faultFrom } from '../../../contracts/errors.ts';
import { type FragmentSettings, fragmentKey } from '../../../contracts/fragment.ts';
import {
  type DaySummary,
  type EventBody,
  type JobProgress,
  jobHasEnded,
  MOST_DAYS_LISTED,
} from '../../../contracts/messages.ts';
import type { DbnMetadata } from '../../core/dbn/metadata.ts';
import type { SourceDetails } from '../store/details.ts';
import { byTrading, type SourceEnd, type SourceInit } from '../store/source-writer.ts';
import type { Store, StoredSource } from '../store/store.ts';
import { edgesFrom } from './day-edges.ts';
import { definitionsKnowBetter, siblingsKey } from './definitions-beside.ts';
import { discoverFiles, type FoundFile } from './discover.ts';
import { withHint } from './fault-hints.ts';
import { digestOf, type FileStamp, stampOf } from './identity.ts';
import { type IngestOutcome, ingestFile, type PassProgress } from './ingest-file.ts';
import { checkMidnights } from './joins.ts';
import type { InstrumentNames } from './names.ts';
import { optionFilesBeside } from './options-beside.ts';
import { ProgressReporter } from './progress.ts';
import { inTimeOrder, isDayFile, strangerFault } from './schema-peek.ts';
import { MANY_DAYS, StoredDays } from './stored-days.ts';

export interface OpenJobOptions {
  readonly jobId: string;
  readonly store: Store;
  readonly threads: 1 | 2;
  /** The files are bare records, and this is what they do not say. */
  readonly fragment?: FragmentSettings | undefined;
  /** What the user calls a file, by path, where that is not its name there. */
  readonly names: ReadonlyMap<string, string>;
  /** Work that somebody waits for. */
  serve<T>(work: () => Promise<T>): Promise<T>;
  onProgress(progress: JobProgress): void;
  onGrown(grown: EventBody<'day.grown'>): void;
  /** Days of an unfinished source are about to change: what was made of them holds no longer. */
  onTakenOver(dayIds: readonly string[]): void;
}

const WAIT_MILLIS = 200;
/** Days of files read before this one that are told again and again. */
const MANY_DONE = 64;

export class OpenJob {
  readonly jobId: string;
  readonly #options: OpenJobOptions;
  readonly #abort = new AbortController();
  readonly #reporter: ProgressReporter;
  readonly #faults: Fault[] = [];
  readonly #beside: Fault[] = [];
  /** Once all files are read, the most traded, and how many there are. */
  #done: ReturnType<Store['mostTraded']> = { days: [], count: 0 };
  readonly #sourceIds: string[] = [];
  /** Of the days read, those that are told until then. */
  #toldDays: DaySummary[] = [];
  #phase: JobProgress['phase'] = 'reading';
  #name = '';
  #bytesBefore = 0;
  #bytesTotal = 0;
  #recordsBefore = 0;
  #pass: PassProgress = { bytesRead: 0, bytesTotal: 0, records: 0 };
  #current: StoredDays | null = null;
  #fromStore = true;
  #otherFiles = 0;

  constructor(options: OpenJobOptions) {
    this.jobId = options.jobId;
    this.#options = options;
    this.#reporter = new ProgressReporter(options.onProgress);
  }

  cancel(): void {
    this.#abort.abort();
  }

  /** Says that something is being made before anything can be opened. */
  announceMaking(name: string): void {
    this.#name = name;
    this.#report('making');
  }

  /** Runs to the end; every fault is in the progress, nothing is thrown. */
  async run(paths: readonly string[]): Promise<void> {
    try {
      const days = await this.#options.serve(() => this.#filesUnder(paths));
      for (const { stamp } of days) this.#bytesTotal += stamp.sizeBytes;
      this.#reporter.restart();
      this.#report('reading');
      for (const { path, stamp } of days) {
        if (this.#abort.signal.aborted) break;
        await this.#openFile(path, stamp);
      }
      await this.#joinFiles();
      this.#tellOfOptionsAlone();
    } catch (error) {
      this.#addFaults([faultFrom(error)]);
    }
    this.#current = null;
    const cancelled = this.#abort.signal.aborted;
    const failed = this.#done.count === 0 && this.#faults.length > 0;
    this.#report(cancelled ? 'cancelled' : failed ? 'failed' : 'done');
  }

  /** What is to be opened, in the order of its times. */
  async #filesUnder(paths: readonly string[]): Promise<{ path: string; stamp: FileStamp }[]> {
    const { files, strangers, faults } = await discoverFiles(paths);
    this.#addFaults(faults);
    for (const path of strangers) await this.#tellOfStranger(path);
    this.#name = this.#nameOf(files[0]?.path ?? paths[0] ?? '');
    return inTimeOrder(await this.#dayFiles(await this.#withOptions(files)));
  }

  /** A future's file that was named alone brings the options along that lie beside it. */
  async #withOptions(files: readonly FoundFile[]): Promise<readonly FoundFile[]> {
    const [only] = files;
    if (files.length !== 1 || !only?.named || this.#options.fragment) return files;
    const options = await optionFilesBeside(only.path, this.#abort.signal);
    return [only, ...options.map((path) => ({ path, named: false }))];
  }

  fail(error: unknown): void {
    this.#faults.push(faultFrom(error));
    this.#report('failed');
  }

  /**
   * Files that hold something else than orders (definitions, bars) are no days; one that was named is looked at all the
   * same where there is no other, so that it can be said what it holds.
   */
  async #dayFiles(files: readonly FoundFile[]): Promise<{ path: string; stamp: FileStamp }[]> {
    const days: { path: string; stamp: FileStamp }[] = [];
    const others: { path: string; stamp: FileStamp; named: boolean }[] = [];
    for (const { path, named } of files) {
      try {
        const stamp = this.#identified(await stampOf(path));
        const single = named && files.length === 1;
        const known = this.#options.store.sourceByPath(path, stamp.stamp) !== null;
        if (single || known || this.#options.fragment || (await isDayFile(path))) days.push({ path, stamp });
        else others.push({ path, stamp, named });
      } catch (error) {
        this.#addFaults([{ ...faultFrom(error), file: path }]);
      }
    }
    for (const { path, named } of others)
      if (!named && !(await this.#tellOfStranger(path))) this.#otherFiles += 1;
    if (days.length > 0 || others.length === 0) return days;
    const named = others.filter((file) => file.named);
    if (named.length === 0) {
      this.#faults.push({
        code: 'no_mbo_records',
        message: `None of the ${others.length} DBN files here holds order-by-order (MBO) records.`,
        hint: 'Ask Databento for the schema "mbo".',
      });
    }
    return named;
  }

  /** Tells of a file of a folder that by its name holds records, and cannot be read as such; whether it did. */
  async #tellOfStranger(path: string): Promise<boolean> {
    const fault = await strangerFault(path);
    if (fault) this.#addBeside([fault]);
    return fault !== null;
  }

  /** Once all are read: a day's verdict may rest on the file before it. */
  async #joinFiles(): Promise<void> {
    const { store } = this.#options;
    await checkMidnights(store, new Set(this.#sourceIds));
    this.#done = store.mostTraded(this.#sourceIds, MOST_DAYS_LISTED);
  }

  /** Options are looked at on the day of their underlying: without one there is nothing to open. */
  #tellOfOptionsAlone(): void {
    if (this.#done.count > 0 || this.#faults.length > 0) return;
    const underlyings = this.#sourceIds.flatMap((sourceId) => this.#options.store.optionsOf(sourceId));
    if (underlyings.length === 0) return;
    const names = [...new Set(underlyings)].join(', ');
    this.#addFaults([
      {
        code: 'options_only',
        message: `Only options were found here, of ${names}. They are read and kept.`,
        hint: 'Open the file of the future as well: they are shown on its day.',
      },
    ]);
  }

  async #openFile(path: string, stamp: FileStamp): Promise<void> {
    this.#name = this.#nameOf(path);
    this.#pass = { bytesRead: 0, bytesTotal: stamp.sizeBytes, records: 0 };
    try {
      const known = await this.#options.serve(() => this.#findInStore(path, stamp));
      if (known) this.#useStored(known, path, stamp);
      else await this.#ingest(path, stamp);
    } catch (error) {
      const fault = faultFrom(error);
      if (fault.code !== 'cancelled') this.#addFaults([{ ...fault, file: fault.file ?? path }]);
    }
    this.#bytesBefore += stamp.sizeBytes;
    this.#recordsBefore += this.#pass.records;
    this.#pass = { bytesRead: 0, bytesTotal: 0, records: 0 };
  }

  async #findInStore(path: string, stamp: FileStamp): Promise<StoredSource | null> {
    const { store } = this.#options;
    await this.#waitForReader(path, stamp);
    const byStamp = await this.#usable(store.sourceByPath(path, stamp.stamp), path);
    if (byStamp || !store.mayHold(stamp.sizeBytes)) return byStamp;
    const digest = await digestOf(
      path,
      (bytesRead) => {
        this.#pass = { ...this.#pass, bytesRead };
        if (this.#reporter.due) this.#report('checking');
      },
      this.#abort.signal,
    );
    return this.#usable(store.sourceByDigest(this.#contentKey(digest)), path);
  }

  /** Another job or window that reads the very file is waited for: its days are this one's too. */
  async #waitForReader(path: string, stamp: FileStamp): Promise<void> {
    const { store } = this.#options;
    const reader = store.sourceByPath(path, stamp.stamp);
    if (reader?.state !== 'growing') return;
    while (!this.#abort.signal.aborted && store.isBeingRead(reader.sourceId)) {
      if (this.#reporter.due) this.#report('waiting');
      await new Promise((resolve) => setTimeout(resolve, WAIT_MILLIS));
    }
    this.#abort.signal.throwIfAborted();
  }

  /**
   * What was interrupted, cancelled, cut short by a full disk or damaged, read with a tick that a definition now corrects,
   * or stored before days were audited or sweeps looked for on the tape, is read again.
   */
  async #usable(source: StoredSource | null, path: string): Promise<StoredSource | null> {
    if (!source || source.sha256 === null || source.state === 'growing') return null;
    const { store } = this.#options;
    if (!store.isAudited(source.sourceId) || !store.hasTape(source.sourceId)) {
      store.markDamaged(source.sourceId, null);
      return null;
    }
    if (source.definitionsKey === (await siblingsKey(path))) return source;
    // A side file that could not be used may have been mended.
    if (source.details.beside.length > 0) return null;
    const days = this.#options.store.daysOf(source.sourceId);
    return (await definitionsKnowBetter(path, days, this.#options.fragment)) ? null : source;
  }

  /** What a fragment is known by: its own bytes and what was said of them. */
  #contentKey(digest: string): string {
    const { fragment } = this.#options;
    return fragment ? `${digest} ${fragmentKey(fragment)}` : digest;
  }

  #identified(stamp: FileStamp): FileStamp {
    return { ...stamp, stamp: this.#contentKey(stamp.stamp) };
  }

  #useStored(source: StoredSource, path: string, stamp: FileStamp): void {
    const { store } = this.#options;
    store.touch(source.sourceId, this.#nameOf(path), path, stamp.stamp);
    this.#addFaults(source.details.faults);
    this.#addBeside(source.details.beside);
    this.#tellOfNothing(path, source.details);
    this.#addDays(store.daysOf(source.sourceId));
    this.#sourceIds.push(source.sourceId);
    this.#pass = { bytesRead: stamp.sizeBytes, bytesTotal: stamp.sizeBytes, records: 0 };
    this.#report('reading');
  }

  /** `anew`: what an unfinished reading left behind is not taken over. */
  async #ingest(path: string, stamp: FileStamp, anew = false): Promise<void> {
    const { store, threads, fragment } = this.#options;
    this.#fromStore = false;
    const definitionsKey = await siblingsKey(path);
    let takesOver = anew ? null : (store.unfinished(path, stamp.stamp, definitionsKey)?.sourceId ?? null);
    await store.forgetUnusable(path, takesOver);
    let days: StoredDays | null = null;
    const opened = (): StoredDays | null => days;
    let outcome: IngestOutcome;
    try {
      outcome = await ingestFile({
        path,
        threads,
        signal: this.#abort.signal,
        fragment,
        begin: (metadata, names) => {
          days = this.#begin(
            { name: this.#nameOf(path), path, ...stamp, definitionsKey, takesOver },
            metadata,
            names,
          );
          // A second attempt has nothing to go on with: the first has dropped it.
          takesOver = null;
          return days;
        },
      });
    } catch (error) {
      await opened()?.complete(this.#endOfFailure(path, stamp, faultFrom(error)));
      throw error;
    }
    const open = opened();
    if (!open) return;
    this.#pass = { bytesRead: stamp.sizeBytes, bytesTotal: stamp.sizeBytes, records: outcome.records };
    this.#report('finishing');
    if (open.disagrees(outcome.end !== 'cancelled' && open.failure() === null)) {
      await open.discard();
      return this.#ingest(path, stamp, true);
    }
    await this.#complete(open, outcome, path, stamp);
    // As they are stored: of a day that could not be written at all there is nothing to show.
    this.#addDays(store.daysOf(open.sourceId));
    this.#sourceIds.push(open.sourceId);
    this.#current = null;
  }

  #begin(init: SourceInit, metadata: DbnMetadata, names: InstrumentNames): StoredDays {
    const { store, onGrown, onTakenOver } = this.#options;
    if (init.takesOver) onTakenOver(store.daysOf(init.takesOver).map(({ dayId }) => dayId));
    const days = new StoredDays({
      store,
      writer: store.beginSource(init),
      sourceName: init.name,
      metadata,
      names,
      onGrown,
      progressDue: () => this.#reporter.due,
      onProgress: (progress) => {
        this.#pass = progress;
        this.#report('reading');
      },
    });
    this.#current = days;
    return days;
  }

  async #complete(open: StoredDays, outcome: IngestOutcome, path: string, stamp: FileStamp): Promise<void> {
    const faults: Fault[] = outcome.faults.map((fault) =>
      this.#named({ ...fault, file: fault.file ?? path }),
    );
    const after = await this.#stateAfter(path, stamp);
    if (after === 'changed' && !faults.some(({ code }) => code === 'file_changed'))
      faults.push(this.#named(changedFault(path)));
    await open.complete({
      state: outcome.end === 'complete' && after !== 'changed' ? 'complete' : 'partial',
      sha256: after === 'changed' ? null : await this.#contentOf(path, outcome, open.failure()),
      stamp: after === 'changed' ? 'changed' : stamp.stamp,
      details: {
        path,
        records: outcome.records,
        recordTypes: { ...outcome.recordTypes },
        faults,
        beside: outcome.beside.map((fault) => this.#named(fault)),
        cancelled: outcome.end === 'cancelled',
        bytes: outcome.bytes,
        gapsVisible: outcome.gapsVisible,
        fragment: this.#options.fragment,
      },
      edgesOf: edgesFrom(outcome.feeds, outcome.end === 'complete'),
      sessionOf: ({ publisherId, instrumentId, dayStartNanos }) =>
        outcome.session.eventsOf(publisherId, instrumentId, BigInt(dayStartNanos)),
    });
    this.#addFaults(faults);
    this.#addBeside(outcome.beside);
    this.#tellOfNothing(path, { records: outcome.records, faults, cancelled: outcome.end === 'cancelled' });
    if (after === 'gone') this.#addFaults([goneFault(path)]);
    // The last chunks may have failed to be written only now.
    const failure = open.failure();
    if (failure && !faults.some((fault) => fault.code === failure.code)) this.#addFaults([failure]);
  }

  #tellOfNothing(
    path: string,
    { records, faults, cancelled }: Pick<SourceDetails, 'records' | 'faults' | 'cancelled'>,
  ): void {
    if (records === 0 && faults.length === 0 && !cancelled) this.#addBeside([emptyFault(path)]);
  }

  /** What a source is known by, if all of it was read and can be written; a broken file too, or it would be read anew. */
  async #contentOf(path: string, outcome: IngestOutcome, failure: Fault | null): Promise<string | null> {
    if (outcome.end === 'cancelled' || failure) return null;
    try {
      return this.#contentKey(outcome.digest ?? (await digestOf(path, () => {}, this.#abort.signal)));
    } catch {
      // Gone, or not readable any more: it is read anew should it come back.
      return null;
    }
  }

  #endOfFailure(path: string, { stamp }: FileStamp, fault: Fault): SourceEnd {
    const details = {
      path,
      records: this.#pass.records,
      recordTypes: {},
      faults: [this.#named(fault)],
      beside: [],
      cancelled: false,
      bytes: null,
      gapsVisible: false,
      fragment: this.#options.fragment,
    };
    return { state: 'partial', sha256: null, stamp, details };
  }

  /** A file that was written to while it was read is not the file that its stamp says. */
  async #stateAfter(path: string, before: FileStamp): Promise<'same' | 'changed' | 'gone'> {
    try {
      return this.#identified(await stampOf(path)).stamp === before.stamp ? 'same' : 'changed';
    } catch {
      return 'gone';
    }
  }

  #nameOf(path: string): string {
    return this.#options.names.get(path) ?? basename(path);
  }

  /** A fault as it is told: a file that lies in the store's folder for now is called what its owner calls it. */
  #named(told: Fault): Fault {
    const fault = withHint(told);
    const name = fault.file === undefined ? undefined : this.#options.names.get(fault.file);
    return name === undefined ? fault : { ...fault, file: name };
  }

  /** Files of one folder have the same files beside them. */
  #addBeside(faults: readonly Fault[]): void {
    for (const fault of faults.map((each) => this.#named(each))) {
      const known = this.#beside.some(({ file, code }) => file === fault.file && code === fault.code);
      if (!known) this.#beside.push(fault);
    }
  }

  #addDays(days: readonly DaySummary[]): void {
    const told = [...this.#toldDays, ...days];
    this.#toldDays = told.length > MANY_DONE ? told.sort(byTrading).slice(0, MANY_DONE) : told;
  }

  #addFaults(faults: readonly Fault[]): void {
    for (const fault of faults) this.#faults.push(this.#named(fault));
  }

  #report(phase: JobProgress['phase']): void {
    this.#phase = phase;
    const ended = jobHasEnded({ phase });
    // Told several times a second: the most traded are enough until all are known.
    const growing = this.#current?.summaries().slice(0, MANY_DAYS) ?? [];
    const days = [...(ended ? this.#done.days : this.#toldDays), ...growing];
    this.#reporter.report({
      jobId: this.jobId,
      sourceName: this.#name,
      phase: this.#phase,
      bytesRead: this.#bytesBefore + this.#pass.bytesRead,
      bytesTotal: this.#bytesTotal,
      records: this.#recordsBefore + this.#pass.records,
      fromStore: this.#fromStore && this.#toldDays.length > 0,
      days,
      dayCount: ended ? this.#done.count : days.length,
      sourceIds: [...new Set(this.#sourceIds)],
      otherFiles: this.#otherFiles,
      faults: this.#faults,
      beside: this.#beside,
    });
  }
}

function emptyFault(path: string): Fault {
  return {
    code: 'no_mbo_records',
    message: 'The file describes its data and holds no record of it.',
    file: path,
    hint: 'Nothing happened in its time, or its download ended early: compare its size with what the vendor names.',
  };
}

function changedFault(path: string): Fault {
  return {
    code: 'file_changed',
    message: 'The file changed while it was read.',
    file: path,
    hint: 'Open it again once its download is complete.',
  };
}

function goneFault(path: string): Fault {
  return {
    code: 'file_changed',
    message: 'The file was moved or deleted while it was read; what was read of it is kept.',
    file: path,
  };
}
