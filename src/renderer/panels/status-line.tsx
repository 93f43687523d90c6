// The last line of the screen: what was verified of this day, and what was counted.
import type { ReactElement } from 'react';
import { Button, DialogTrigger } from 'react-aria-components';
import { forecastPhrases } from '../format/forecast.ts';
import { countsPhrase, statusPhrases } from '../format/status.ts';
import { clockFromDay } from '../format/trade-time.ts';
import type { DayFacts } from '../state/document.ts';
import { lastKnownWindow } from '../state/readouts.ts';
import { useApp, useDocument, useObservable } from './app-context.ts';
import { CountsSheet } from './counts-sheet.tsx';
import { FaultListButton } from './fault-cards.tsx';

export function StatusLine(): ReactElement {
  const day = useDocument((s) => s.day);
  return (
    <div className="status-line">
      <div className="status-words" role="status">
        {day ? <StatusWords day={day} /> : null}
      </div>
      {day ? <ForecastWords /> : null}
      <FaultListButton />
      {day ? (
        <DialogTrigger>
          <Button className="status-button">{countsPhrase(day.quality)}</Button>
          <CountsSheet placement="top end" />
        </DialogTrigger>
      ) : null}
    </div>
  );
}

/** The path in numbers. Not a live region: it changes every second of replay. */
function ForecastWords(): ReactElement | null {
  const app = useApp();
  const forecast = useObservable(app.readouts.forecast, (value) => value);
  if (!forecast) return null;
  return (
    <section className="forecast-words" aria-label="Path of the next 30 seconds">
      {forecastPhrases(forecast).map((phrase) => (
        <span key={phrase}>{phrase}</span>
      ))}
    </section>
  );
}

function StatusWords({ day }: { day: DayFacts }): ReactElement {
  const app = useApp();
  const window = useObservable(app.playhead.position, lastKnownWindow);
  const job = useDocument((s) =>
    Object.values(s.jobs).findLast(({ progress }) =>
      progress.days.some((d) => d.dayId === day.summary.dayId),
    ),
  );
  const opened = job ? { fromStore: job.progress.fromStore, seconds: job.elapsedSeconds } : null;
  const clock = clockFromDay(day.summary);
  const phrases = statusPhrases({ day, window, opened, timeText: (at) => clock.timeText(at) });
  return (
    <>
      {phrases.map((phrase) => (
        <span key={phrase}>{phrase}</span>
      ))}
    </>
  );
}
