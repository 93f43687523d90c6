// What makes the path at the playhead: force near and far, drag, and strength among those of the day; which prices push
// and which brake; and how paths of the day so far have done. Nothing after the playhead goes in.
import type { ReactElement, ReactNode } from 'react';
import { Switch } from 'react-aria-components';
import { countText, signedText, valueText } from '../format/numbers.ts';
import { clockFromDay } from '../format/trade-time.ts';
import { worthText } from '../format/worth.ts';
import type { Forecast } from '../state/forecast.ts';
import type { ForecastRecord, HorizonError } from '../state/forecast-record.ts';
import type { ForecastTerms } from '../state/forecast-terms.ts';
import { nearestTerms, type TermRow } from '../state/term-rows.ts';
import { useApp, useDocument, useObservable, useView } from './app-context.ts';
import { TextButton } from './controls.tsx';
import { priceText } from './cursor-pane.tsx';

/** Prices shown on either side of mid. */
const ROWS_EACH_SIDE = 8;

export function PathPane({ tabs }: { tabs: ReactNode }): ReactElement {
  const app = useApp();
  const forecast = useObservable(app.readouts.forecast, (value) => value);
  const summary = useDocument((s) => s.day?.summary ?? null);
  return (
    <section className="pane book-pane path-pane" aria-label="Path">
      <div className="pane-head">{tabs}</div>
      <div className="pane-body path-body">
        <div className="path-when">
          {forecast && summary
            ? `from ${clockFromDay(summary).timeText(forecast.window + 1)}, ${forecast.mode}`
            : 'path'}
          <span className="path-worth">{forecast ? worthText(forecast) : ''}</span>
        </div>
        <PathState forecast={forecast} />
        <PastPaths />
      </div>
    </section>
  );
}

function PathState({ forecast }: { forecast: Forecast | null }): ReactElement {
  const app = useApp();
  const path = useView((s) => s.path);
  const terms = useObservable(app.study.terms, (value) => value);
  const record = useObservable(app.study.record, (value) => value);
  if (path === 'off')
    return (
      <p className="pane-note">
        The path is off. <TextButton onPress={() => app.picture.setPath('frozen')}>Show it</TextButton>
      </p>
    );
  if (!forecast) return <p className="pane-note">No path has come yet.</p>;
  if (!forecast.drive)
    return (
      <p className="pane-note">
        {forecast.state === 'crossed'
          ? 'No path: the book is crossed or locked.'
          : 'No path: this second has no valid book.'}
      </p>
    );
  return (
    <>
      <Drive drive={forecast.drive} record={record} />
      {terms ? <Terms terms={terms} mid={forecast.ticks[0] as number} /> : null}
    </>
  );
}

function Drive({
  drive,
  record,
}: {
  drive: NonNullable<Forecast['drive']>;
  record: ForecastRecord | null;
}): ReactElement {
  return (
    <dl className="path-drive">
      <Figure name="push near" value={signedText(drive.near)} unit="ticks/s²" />
      <Figure name="push far" value={signedText(drive.far)} unit="ticks/s²" />
      <Figure name="drag" value={valueText(drive.drag)} unit="" />
      <Figure name="strength" value={valueText(drive.strength)} unit="push / drag" />
      <StrengthBar record={record} />
    </dl>
  );
}

function Figure({ name, value, unit }: { name: string; value: string; unit: string }): ReactElement {
  return (
    <>
      <dt>{name}</dt>
      <dd className="number">{value}</dd>
      <dd className="path-unit">{unit}</dd>
    </>
  );
}

/** Where the present strength stands among those of the day so far: a ratio says nothing by itself. */
function StrengthBar({ record }: { record: ForecastRecord | null }): ReactElement | null {
  if (!record || record.weaker === null || record.seconds === 0) return null;
  const share = record.weaker / record.seconds;
  const words = `stronger than ${(share * 100).toFixed(0)} % of ${countText(record.seconds)} s${record.complete ? ' so far' : ', more are being read'}`;
  return (
    <dd className="path-rank">
      <span className="path-rank-track" aria-hidden="true">
        <span className="path-rank-mark" style={{ left: `${share * 100}%` }} />
      </span>
      {words}
    </dd>
  );
}

/** Prices round mid with their parts of force and drag, highest first. */
function Terms({ terms, mid }: { terms: ForecastTerms; mid: number }): ReactElement {
  const { rows, pushBeyond, brakeBeyond } = nearestTerms(terms, mid, ROWS_EACH_SIDE);
  const most = (of: (row: TermRow) => number): number =>
    rows.reduce((top, row) => Math.max(top, Math.abs(of(row))), 1e-12);
  const mostPush = most((row) => row.push);
  const mostBrake = most((row) => row.brake);
  return (
    <section aria-label="What pushes and what brakes">
      <div className="path-terms-head">
        <span>price</span>
        <span>↓ pushes ↑</span>
        <span>brakes</span>
      </div>
      <ul className="path-terms">
        {rows.map((row) => (
          <TermLine key={row.tick} row={row} mid={mid} mostPush={mostPush} mostBrake={mostBrake} />
        ))}
      </ul>
      <p className="path-beyond number">
        beyond: push {signedText(pushBeyond)} · drag {valueText(brakeBeyond)}
      </p>
    </section>
  );
}

function TermLine({
  row,
  mid,
  mostPush,
  mostBrake,
}: {
  row: TermRow;
  mid: number;
  mostPush: number;
  mostBrake: number;
}): ReactElement {
  const summary = useDocument((s) => s.day?.summary ?? null);
  const { tick, push, brake } = row;
  const half = (Math.abs(push) / mostPush) * 50;
  const side = tick < mid ? 'bid' : 'ask';
  return (
    <li className="path-term" title={`push ${signedText(push)} ticks/s², drag ${valueText(brake)}`}>
      <span className={`number path-term-price ${side}`}>
        {summary ? priceText(tick, summary.tickSizeNanos) : tick}
      </span>
      <span className="path-push">
        <span
          className={push < 0 ? 'path-push-bar down' : 'path-push-bar up'}
          style={{ left: `${push < 0 ? 50 - half : 50}%`, width: `${half}%` }}
        />
      </span>
      <span className="path-brake">
        <span className="path-brake-bar" style={{ width: `${(brake / mostBrake) * 100}%` }} />
      </span>
    </li>
  );
}

/** Whether paths of before are drawn, and how far they were off. */
function PastPaths(): ReactElement {
  const app = useApp();
  const shown = useView((s) => s.pastPaths);
  const record = useObservable(app.study.record, (value) => value);
  return (
    <section aria-label="Paths of before">
      <Switch
        className="pixel-switch path-switch"
        isSelected={shown}
        onChange={() => app.picture.togglePastPaths()}
      >
        <span className="switch-track" aria-hidden="true" />
        Paths of the last minutes on the chart <kbd>⇧N</kbd>
      </Switch>
      {record ? <Errors record={record} /> : null}
    </section>
  );
}

/** Mean absolute error of path and "no change" over the day so far, by seconds ahead. */
function Errors({ record }: { record: ForecastRecord }): ReactElement {
  return (
    <table className="path-errors number">
      <caption>
        off by, ticks, {record.complete ? 'the day so far' : `the last ${countText(record.seconds)} s read`}
      </caption>
      <thead>
        <tr>
          <th scope="col">ahead</th>
          <th scope="col">path</th>
          <th scope="col">no change</th>
          <th scope="col">paths</th>
        </tr>
      </thead>
      <tbody>
        {record.horizons.map((error) => (
          <ErrorRow key={error.seconds} error={error} />
        ))}
      </tbody>
    </table>
  );
}

function ErrorRow({ error: { seconds, path, still, count } }: { error: HorizonError }): ReactElement {
  const better = path !== null && still !== null && path < still;
  return (
    <tr>
      <th scope="row">{seconds} s</th>
      <td className={better ? 'good' : ''}>{path === null ? '—' : path.toFixed(2)}</td>
      <td>{still === null ? '—' : still.toFixed(2)}</td>
      <td className="weak">{countText(count)}</td>
    </tr>
  );
}
