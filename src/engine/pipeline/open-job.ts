// One open: files and folders → days on the screen. A file that the store knows is not read again: known by its stamp,
// else by the hash of its bytes. Files are taken one after the other; a fault of one does not stop the rest.
import { basename } from 'node:path';
import { type Fault, faultFrom } from '../../../contracts/errors.ts';
import { type FragmentSettings, fragmentKey } from '../../../contracts/fragment.ts';
import type { DaySummary, EventBody, JobProgress } from '../../../contracts/messages.ts';
import type { Store, StoredSource } from '../store/store.ts';
import { edgesFrom } from './day-edges.ts';
import { definitionsKnowBetter, siblingsKey } from './definitions-beside.ts';
import { discoverFiles, type FoundFile } from './discover.ts';
import { digestOf, type FileStamp, stampOf } from './identity.ts';
import { ingestFile, type PassProgress } from './ingest-file.ts';
import { checkMidnights } from './joins.ts';
import { ProgressReporter } from './progress.ts';
import { isDayFile } from './schema-peek.ts';
import { StoredDays } from './stored-days.ts';

export interface OpenJobOptions {
  readonly jobId: string;
  readonly store: Store;
  readonly threads: 1 | 2;
  /** The files are bare records, and this is what they do not say. */
  readonly fragment?: FragmentSettings | undefined;
  /** What the user calls a file, by path, where that is not its name there. */
  readonly names: ReadonlyMap<string, string>;
  onProgress(progress: JobProgress): void;
  onGrown(grown: EventBody<'day.grown'>): void;
}

export class OpenJob {
  readonly jobId: string;
  readonly #options: OpenJobOptions;
  readonly #abort = new AbortController();
  readonly #reporter: ProgressReporter;
  readonly #faults: Fault[] = [];
  #doneDays: DaySummary[] = [];
  #phase: JobProgress['phase'] = 'reading';
  #name = '';
  #bytesBefore = 0;
  #bytesTotal = 0;
  #recordsBefore = 0;
  #pass: PassProgress = { bytesRead: 0, bytesTotal: 0, records: 0 };
  #current: StoredDays | null = null;
  #fromStore = true;

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
      const { files, faults } = await discoverFiles(paths);
      this.#addFaults(faults);
      this.#name = this.#nameOf(files[0]?.path ?? paths[0] ?? '');
      const days = await this.#dayFiles(files);
      for (const { stamp } of days) this.#bytesTotal += stamp.sizeBytes;
      this.#reporter.restart();
      this.#report('reading');
      for (const { path, stamp } of days) {
        if (this.#abort.signal.aborted) break;
        await this.#openFile(path, stamp);
      }
      await this.#joinFiles();
    } catch (error) {
      this.#addFaults([faultFrom(error)]);
    }
    this.#current = null;
    const cancelled = this.#abort.signal.aborted;
    const failed = this.#doneDays.length === 0 && this.#faults.length > 0;
    this.#report(cancelled ? 'cancelled' : failed ? 'failed' : 'done');
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

  /** Once all are read: a day's verdict may rest on the file before it. */
  async #joinFiles(): Promise<void> {
    const { store } = this.#options;
    const sourceIds = new Set(this.#doneDays.map((day) => day.sourceId));
    if (sourceIds.size === 0) return;
    await checkMidnights(store, sourceIds);
    this.#doneDays = [...sourceIds].flatMap((sourceId) => store.daysOf(sourceId));
  }

  async #openFile(path: string, stamp: FileStamp): Promise<void> {
    this.#name = this.#nameOf(path);
    this.#pass = { bytesRead: 0, bytesTotal: stamp.sizeBytes, records: 0 };
    try {
      const known = await this.#findInStore(path, stamp);
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

  /**
   * What was cancelled, cut short by a full disk, read with a tick that a definition now corrects, or stored before days
   * were audited, is read again.
   */
  async #usable(source: StoredSource | null, path: string): Promise<StoredSource | null> {
    if (!source || source.state === 'growing' || source.details.cancelled) return null;
    if (source.details.faults.some(({ code }) => code === 'disk_full' || code === 'file_changed'))
      return null;
    if (!this.#options.store.isAudited(source.sourceId)) {
      this.#options.store.markDamaged(source.sourceId);
      return null;
    }
    if (source.definitionsKey === (await siblingsKey(path))) return source;
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
    this.#doneDays.push(...store.daysOf(source.sourceId));
    this.#pass = { bytesRead: stamp.sizeBytes, bytesTotal: stamp.sizeBytes, records: 0 };
    this.#report('reading');
  }

  async #ingest(path: string, stamp: FileStamp): Promise<void> {
    const { store } = this.#options;
    this.#fromStore = false;
    const sourceName = this.#nameOf(path);
    await store.forgetUnusable(path);
    const definitionsKey = await siblingsKey(path);
    let days: StoredDays | null = null;
    const outcome = await ingestFile({
      path,
      threads: this.#options.threads,
      signal: this.#abort.signal,
      fragment: this.#options.fragment,
      begin: (metadata, names) => {
        const init = { name: sourceName, path, sizeBytes: stamp.sizeBytes, definitionsKey };
        const writer = store.beginSource(init);
        days = new StoredDays({
          store,
          writer,
          sourceName,
          metadata,
          names,
          onGrown: this.#options.onGrown,
          progressDue: () => this.#reporter.due,
          onProgress: (progress) => {
            this.#pass = progress;
            this.#report('reading');
          },
        });
        this.#current = days;
        return days;
      },
    });
    const open = days as StoredDays | null;
    if (!open) return;
    this.#pass = { bytesRead: stamp.sizeBytes, bytesTotal: stamp.sizeBytes, records: outcome.records };
    this.#report('finishing');
    const faults: Fault[] = outcome.faults.map((fault) =>
      this.#named({ ...fault, file: fault.file ?? path }),
    );
    const cancelled = outcome.end === 'cancelled';
    // A broken file is known again by its bytes too, or it would be read at every opening.
    const sha256 =
      outcome.digest ??
      (outcome.end === 'broken' ? await digestOf(path, () => {}, this.#abort.signal) : null);
    await open.complete({
      state: outcome.end === 'complete' ? 'complete' : 'partial',
      sha256: sha256 === null ? null : this.#contentKey(sha256),
      stamp: await this.#stampAfter(path, stamp, faults),
      details: {
        path,
        records: outcome.records,
        recordTypes: { ...outcome.recordTypes },
        faults,
        cancelled,
        bytes: outcome.bytes,
        gapsVisible: outcome.gapsVisible,
        fragment: this.#options.fragment,
      },
      edgesOf: edgesFrom(outcome.feeds, outcome.end === 'complete'),
      sessionOf: ({ publisherId, instrumentId, dayStartNanos }) =>
        outcome.session.eventsOf(publisherId, instrumentId, BigInt(dayStartNanos)),
    });
    // The last chunks may have failed to be written only now.
    const failure = open.failure();
    if (failure && !faults.some((fault) => fault.code === failure.code)) faults.push(failure);
    this.#addFaults(faults);
    this.#doneDays.push(...open.summaries());
    this.#current = null;
  }

  /** A file that was written to while it was read is not the file that its stamp says. */
  async #stampAfter(path: string, before: FileStamp, faults: Fault[]): Promise<string> {
    const after = this.#identified(await stampOf(path));
    if (after.stamp === before.stamp) return before.stamp;
    const changed: Fault = {
      code: 'file_changed',
      message: 'The file changed while it was read.',
      file: path,
      hint: 'Open it again once its download is complete.',
    };
    faults.push(this.#named(changed));
    return 'changed';
  }

  #nameOf(path: string): string {
    return this.#options.names.get(path) ?? basename(path);
  }

  /** A fault as it is told: a file that lies in the store's folder for now is called what its owner calls it. */
  #named(fault: Fault): Fault {
    const name = fault.file === undefined ? undefined : this.#options.names.get(fault.file);
    return name === undefined ? fault : { ...fault, file: name };
  }

  #addFaults(faults: readonly Fault[]): void {
    for (const fault of faults) this.#faults.push(this.#named(fault));
  }

  #report(phase: JobProgress['phase']): void {
    this.#phase = phase;
    const days = [...this.#doneDays, ...(this.#current?.summaries() ?? [])];
    this.#reporter.report({
      jobId: this.jobId,
      sourceName: this.#name,
      phase: this.#phase,
      bytesRead: this.#bytesBefore + this.#pass.bytesRead,
      bytesTotal: this.#bytesTotal,
      records: this.#recordsBefore + this.#pass.records,
      fromStore: this.#fromStore && this.#doneDays.length > 0,
      days,
      faults: this.#faults,
    });
  }
}
