// The days that are known, one row a source and date, the open one marked. At narrow widths only dates are left.
import type { ReactElement } from 'react';
import { Button } from 'react-aria-components';
import type { DaySummary } from '../../../contracts/messages.ts';
import { VENDOR_CONDITION_WORDS } from '../../../contracts/vendor.ts';
import { compactText } from '../format/numbers.ts';
import { GRADE_TONES } from '../format/quality.ts';
import { dateText, tradeDayFromSpan } from '../format/trade-time.ts';
import { pointsFromSpark } from '../state/day-traces.ts';
import { leadingDay, siblingDays, tradedVolume } from '../state/document.ts';
import { useApp, useDocument } from './app-context.ts';
import { TextButton } from './controls.tsx';
import { Icon } from './icons.tsx';

export function DaysColumn(): ReactElement {
  const app = useApp();
  const days = useDocument((s) => s.days);
  const dayId = useDocument((s) => s.dayId);
  return (
    <nav className="days-column" aria-label="Days">
      <h2 className="pane-title">days</h2>
      <ul className="day-list">
        {daysBySource(days, dayId).map((day) => (
          <li key={day.dayId}>
            <DayRow day={day} more={siblingDays(days, day).length - 1} chosen={day.dayId === dayId} />
          </li>
        ))}
      </ul>
      <TextButton
        className="quiet open-more"
        aria-label="Open folder"
        onPress={() => void app.openFiles('folder')}
      >
        <Icon name="folder" />
        <span className="fold-away">Open folder</span>
      </TextButton>
    </nav>
  );
}

/** One day for each source and date: the open one, else the most traded. */
export function daysBySource(days: readonly DaySummary[], dayId: string | null): DaySummary[] {
  const groups = Map.groupBy(days, (day) => `${day.sourceId} ${day.utcDate}`);
  return [...groups.values()].flatMap(
    (group) => group.find((day) => day.dayId === dayId) ?? leadingDay(group) ?? [],
  );
}

export function DayRow({
  day,
  more,
  chosen,
}: {
  day: DaySummary;
  more: number;
  chosen: boolean;
}): ReactElement {
  const app = useApp();
  const trace = useDocument((s) => s.traces[day.dayId]);
  const tradeDay = trace?.tradeDay ?? tradeDayFromSpan(day);
  const records = `${compactText(day.records)} records`;
  return (
    <Button
      className={chosen ? 'day-row chosen' : 'day-row'}
      aria-label={`${day.symbol}, ${dateText(tradeDay)}, ${records}${day.verdict ? `, ${day.verdict.grade}` : ''}`}
      {...(chosen ? { 'aria-current': 'true' as const } : {})}
      onPress={() => void app.openDay(day.dayId)}
    >
      <span className="day-date">{dateText(tradeDay, true)}</span>
      <Badge day={day} />
      <span className="day-symbol">
        {day.symbol}
        {more > 0 ? <span className="weak"> + {more}</span> : null}
      </span>
      <Spark spark={trace?.spark} />
      <span className="day-counts">
        {records}
        <span className="weak"> · {compactText(tradedVolume(day))} traded</span>
      </span>
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

function Spark({ spark }: { spark: string | undefined }): ReactElement {
  return (
    <svg className="spark" viewBox="0 0 110 14" preserveAspectRatio="none" aria-hidden="true">
      {spark ? (
        <polyline points={pointsFromSpark(spark, 110, 13)} />
      ) : (
        <line x1="0" x2="110" y1="13" y2="13" />
      )}
    </svg>
  );
}
