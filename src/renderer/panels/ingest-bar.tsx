// Running jobs as a slim line under the header: how far, how fast, how long yet, and a way to stop.
import type { ReactElement, ReactNode } from 'react';
import { ProgressBar } from 'react-aria-components';
import { type JobProgress, jobHasEnded } from '../../../contracts/messages.ts';
import { compactText, durationText } from '../format/numbers.ts';
import type { UploadProgress } from '../link/open-sources.ts';
import type { TableExport } from '../state/table-exports.ts';
import { useApp, useBlind, useDocument, useObservable } from './app-context.ts';
import { TextButton } from './controls.tsx';

const PHASE_WORDS: Readonly<Record<JobProgress['phase'], string>> = {
  making: 'Making the demo day',
  waiting: 'Waiting for another window to read',
  checking: 'Checking',
  reading: 'Reading',
  finishing: 'Finishing',
  done: 'Read',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

export function IngestBars(): ReactElement | null {
  const app = useApp();
  const jobs = useDocument((s) => s.jobs);
  const upload = useDocument((s) => s.upload);
  const running = Object.values(jobs).filter(({ progress }) => !jobHasEnded(progress));
  const blind = useBlind();
  const exports = useObservable(app.exports.tables.shown, (entries) => entries);
  if (running.length === 0 && exports.length === 0 && !upload) return null;
  return (
    <section className="ingest-bars" aria-label="Files being read and written">
      {upload ? <UploadBar upload={upload} blind={blind} /> : null}
      {running.map(({ progress }) => (
        <IngestBar key={progress.jobId} progress={progress} blind={blind} />
      ))}
      {exports.map((entry) => (
        <ExportBar key={entry.exportId} entry={entry} blind={blind} />
      ))}
    </section>
  );
}

interface Blindable {
  /** Files are named after days: their names are not told. */
  readonly blind: boolean;
}

/** Bytes on their way to the engine, where it cannot reach a file by its path. */
function UploadBar({ upload, blind }: { upload: UploadProgress } & Blindable): ReactElement {
  const app = useApp();
  const share = upload.bytesTotal > 0 ? upload.bytesSent / upload.bytesTotal : 0;
  return (
    <Bar
      name={`Handing over ${blind ? 'a file' : upload.fileName}`}
      share={share}
      onCancel={() => app.sources.cancelUpload()}
    >
      <span className="ingest-percent">{Math.floor(share * 100)} %</span>
    </Bar>
  );
}

function IngestBar({ progress, blind }: { progress: JobProgress } & Blindable): ReactElement {
  const app = useApp();
  const share = progress.bytesTotal > 0 ? Math.min(1, progress.bytesRead / progress.bytesTotal) : 0;
  return (
    <Bar
      name={blind ? PHASE_WORDS[progress.phase] : `${PHASE_WORDS[progress.phase]} ${progress.sourceName}`}
      share={share}
      onCancel={() => app.sources.cancelJob(progress.jobId)}
    >
      <span className="ingest-percent">{Math.floor(share * 100)} %</span>
      <span>{compactText(progress.records)} records</span>
      <span>{compactText(progress.recordsPerSecond)}/s</span>
      <span>{progress.secondsLeft === null ? '' : `${durationText(progress.secondsLeft)} left`}</span>
    </Bar>
  );
}

/** A table on its way into a file, and for a moment that it is there. */
function ExportBar({ entry, blind }: { entry: TableExport } & Blindable): ReactElement {
  const app = useApp();
  const { exportId, name, phase, share, rows, bytes } = entry;
  const writing = phase === 'writing';
  return (
    <Bar
      name={`${writing ? 'Writing' : 'Saved'} ${blind ? 'a table' : name}`}
      share={share}
      {...(writing ? { onCancel: () => app.exports.tables.cancel(exportId) } : {})}
    >
      <span className="ingest-percent">{writing ? `${Math.floor(share * 100)} %` : ''}</span>
      <span>{compactText(rows)} rows</span>
      <span>{sizeText(bytes)}</span>
    </Bar>
  );
}

function sizeText(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

interface BarProps {
  readonly name: string;
  /** 0..1 */
  readonly share: number;
  readonly children: ReactNode;
  onCancel?(): void;
}

function Bar({ name, share, children, onCancel }: BarProps): ReactElement {
  return (
    <div className="ingest-bar">
      <ProgressBar aria-label={name} value={share * 100} className="ingest-progress">
        <span className="ingest-fill" style={{ transform: `scaleX(${share})` }} />
      </ProgressBar>
      <span className="ingest-name">{name}</span>
      <span className="number ingest-numbers">{children}</span>
      {onCancel ? (
        <TextButton className="quiet" aria-label={`Cancel: ${name}`} onPress={onCancel}>
          Cancel
        </TextButton>
      ) : null}
    </div>
  );
}
