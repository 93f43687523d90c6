// The days that are known, by trade date and instrument: a row joins what the files of two UTC days hold of one session.
// At narrow widths only dates and symbols are left.
import { type ReactElement, useMemo } from 'react';
import { Button } from 'react-aria-components';
import type { DaySummary } from '../../../contracts/messages.ts';
import { dayFromDate } from '../../../contracts/trade-dates.ts';
import { VENDOR_CONDITION_WORDS } from '../../../contracts/vendor.ts';
import { compactText } from '../format/numbers.ts';
import { GRADE_TONES } from '../format/quality.ts';
import { dateText } from '../format/trade-time.ts';
import {
  entryTimes,
  type LibraryDate,
  type LibraryEntry,
  leadingEntry,
  libraryFrom,
  mainPiece,
  sparkFrom,
} from '../state/library.ts';
import { lastKnownWindow } from '../state/readouts.ts';
import { useApp, useBlind, useDocument, useObservable } from './app-context.ts';
import { TextButton } from './controls.tsx';
import { Icon } from './icons.tsx';

const SPARK_WIDTH = 110;
const SPARK_HEIGHT = 18;

export function DaysColumn(): ReactElement {
  const app = useApp();
  const days = useDocument((s) => s.days);
  const dayId = useDocument((s) => s.dayId);
  const blind = useBlind();
  const library = useMemo(() => libraryFrom(days, dayId), [days, dayId]);
  const chosenKey = useObservable(
    app.playhead.position,
    (position) => leadingEntry(library, dayId, lastKnownWindow(position))?.key ?? null,
  );
  if (blind) return <nav className="days-column" aria-label="Days" />;
  return (
    <nav className="days-column" aria-label="Days">
      <h2 className="pane-title">days</h2>
      <ul className="day-list">
        {library.map((date) => (
          <TradeDate key={date.tradeDate} date={date} chosenKey={chosenKey} />
        ))}
      </ul>
      <TextButton
        className="quiet open-more"
        aria-label="Open folder"
        onPress={() => void app.sources.openFiles('folder')}
      >
        <Icon name="folder" />
        <span className="fold-away">Open folder</span>
      </TextButton>
    </nav>
  );
}

function TradeDate({ date, chosenKey }: { date: LibraryDate; chosenKey: string | null }): ReactElement {
  const words = dateText(dayFromDate(date.tradeDate));
  return (
    <li>
      <h3 className="day-date" title={`Trade date ${words}`}>
        {dateText(dayFromDate(date.tradeDate), true)}
        <span className="day-year weak"> {date.tradeDate.slice(0, 4)}</span>
      </h3>
      <ul aria-label={`Trade date ${words}`}>
        {date.entries.map((entry, i) => (
          <li key={entry.key}>
            <DayRow entry={entry} more={i === 0 ? date.more : 0} chosen={entry.key === chosenKey} />
          </li>
        ))}
      </ul>
    </li>
  );
}

export function DayRow({
  entry,
  more,
  chosen,
  dated = false,
}: {
  entry: LibraryEntry;
  more: number;
  chosen: boolean;
  /** Says its trade date itself. */
  dated?: boolean;
}): ReactElement {
  const app = useApp();
  const date = dayFromDate(entry.tradeDate);
  const records = `${compactText(entry.records)} records`;
  const main = mainPiece(entry);
  const { verdict } = main.day;
  return (
    <Button
      className={chosen ? 'day-row chosen' : 'day-row'}
      aria-label={`${entry.symbol}, ${dateText(date)}, ${records}${verdict ? `, ${verdict.grade}` : ''}`}
      {...(chosen ? { 'aria-current': 'true' as const } : {})}
      onPress={() => void app.replay.openPiece(main)}
    >
      <span className="day-symbol">
        {entry.symbol}
        {dated ? <span className="weak"> {dateText(date, true)}</span> : null}
        {more > 0 ? <span className="weak"> + {more}</span> : null}
      </span>
      <Badge day={main.day} />
      <SparkLine entry={entry} />
      <span className="day-counts">
        {records}
        <span className="weak"> · {compactText(entry.lots)} traded</span>
      </span>
      <span className="day-times weak">{entryTimes(entry)}</span>
    </Button>
  );
}

function Badge({ day }: { day: DaySummary }): ReactElement | null {
  const percent = useDocument((s) => {
    const job = Object.values(s.jobs).find(({ progress }) =>
      progress.days.some((d) => d.dayId === day.dayId),
    );
    return job && job.progress.bytesTotal > 0
      ? Math.floor((100 * job.progress.bytesRead) / job.progress.bytesTotal)
      : null;
  });
  if (day.state === 'growing')
    return <span className="badge doubtful">{percent === null ? 'reading' : `${percent} %`}</span>;
  if (day.condition && day.state !== 'partial')
    return <span className="badge doubtful">{VENDOR_CONDITION_WORDS[day.condition]}</span>;
  if (day.state === 'partial') return <span className="badge bad">partial</span>;
  const { verdict } = day;
  if (!verdict) return <span className="badge good">complete</span>;
  return (
    <span className={`badge ${GRADE_TONES[verdict.grade]}`} title={verdict.phrase}>
      {verdict.grade}
    </span>
  );
}

/** Activity as an area, the mid as a line over it. */
function SparkLine({ entry }: { entry: LibraryEntry }): ReactElement {
  const spark = sparkFrom(entry, SPARK_WIDTH, SPARK_HEIGHT);
  return (
    <svg
      className="spark"
      viewBox={`0 0 ${SPARK_WIDTH} ${SPARK_HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {spark ? (
        <>
          <polygon points={spark.activity} />
          {spark.mids.map((points) => (
            <polyline key={points} points={points} />
          ))}
        </>
      ) : (
        <line x1="0" x2={SPARK_WIDTH} y1={SPARK_HEIGHT} y2={SPARK_HEIGHT} />
      )}
    </svg>
  );
}
