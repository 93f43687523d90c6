// Tables on their way into files: each asked of the engine, told how far it is, cancelled on request, handed over by the
// host, and shown as done for a moment.
import { type Fault, faultFrom } from '../../../contracts/errors.ts';
import { type ExportProgress, exportFileName } from '../../../contracts/exports.ts';
import type { DaySummary, RequestParams } from '../../../contracts/messages.ts';
import type { Peer } from '../../../contracts/wire/peer.ts';
import type { Host } from '../link/host.ts';
import { ObservableValue } from './observable.ts';

/** A finished export is told for so long. */
const SHOWN_MILLIS = 8000;

/** What the dialog chose; the place is asked of the host. */
export type TableChoice = Omit<RequestParams<'day.export'>, 'exportId' | 'dayId' | 'path'>;

export interface TableExport {
  readonly exportId: string;
  readonly name: string;
  readonly phase: 'writing' | 'done';
  /** 0..1 */
  readonly share: number;
  readonly rows: number;
  readonly bytes: number;
}

export class TableExports {
  readonly shown = new ObservableValue<readonly TableExport[]>([]);
  readonly #peer: Peer;
  readonly #host: Host;
  readonly #report: (fault: Fault) => void;
  readonly #running = new Map<string, AbortController>();

  constructor(peer: Peer, host: Host, report: (fault: Fault) => void) {
    this.#peer = peer;
    this.#host = host;
    this.#report = report;
    peer.on('export', (progress) => this.#onProgress(progress));
  }

  /** Asks where to, writes, hands over. Every failure is reported. */
  async start(summary: DaySummary, choice: TableChoice): Promise<void> {
    const name = exportFileName(choice.table, summary, choice.format);
    const exportId = crypto.randomUUID();
    try {
      const target = await this.#host.chooseTarget(name);
      if (!target) return;
      const abort = new AbortController();
      this.#running.set(exportId, abort);
      this.#put({ exportId, name, phase: 'writing', share: 0, rows: 0, bytes: 0 });
      const place = target.path === null ? {} : { path: target.path };
      const request = { ...choice, ...place, exportId, dayId: summary.dayId };
      const { result } = await this.#peer.call('day.export', request, { signal: abort.signal });
      this.#host.handOver(exportId, name);
      this.#put({ exportId, name, phase: 'done', share: 1, rows: result.rows, bytes: result.bytes });
      setTimeout(() => this.#remove(exportId), SHOWN_MILLIS);
    } catch (error) {
      this.#remove(exportId);
      this.#report(faultFrom(error));
    } finally {
      this.#running.delete(exportId);
    }
  }

  cancel(exportId: string): void {
    this.#running.get(exportId)?.abort();
  }

  #onProgress({ exportId, windowsDone, windowsTotal, rows, bytes }: ExportProgress): void {
    const known = this.shown.get().find((each) => each.exportId === exportId);
    if (known?.phase !== 'writing') return;
    this.#put({ ...known, share: windowsTotal > 0 ? windowsDone / windowsTotal : 0, rows, bytes });
  }

  #put(entry: TableExport): void {
    const entries = this.shown.get();
    const known = entries.some(({ exportId }) => exportId === entry.exportId);
    this.shown.set(
      known ? entries.map((each) => (each.exportId === entry.exportId ? entry : each)) : [...entries, entry],
    );
  }

  #remove(exportId: string): void {
    this.shown.set(this.shown.get().filter((each) => each.exportId !== exportId));
  }
}
