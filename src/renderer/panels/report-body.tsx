// What a report shows: scores by seconds ahead, charts, what each part is worth, and the parts of the day. Loaded when it is
// looked at, with the chart library that nothing else needs.
import { type ReactElement, useEffect, useRef } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Evaluation, GroupReport, Score } from '../../../contracts/evaluation.ts';
import { heldWords } from '../../../contracts/fitted.ts';
import { countText } from '../format/numbers.ts';
import { type ReportChart, reportCharts } from './report-charts.ts';

const CHART_WIDTH = 430;
const CHART_HEIGHT = 210;

export default function ReportBody({ report }: { report: Evaluation }): ReactElement {
  const { product, days, rows, session, scheme, judged, held } = report;
  const counted = days.filter(({ inSample }) => !inSample).length;
  const how = scheme === 'given' ? (judged === 'uncalibrated' ? judged : `weights ${judged}`) : scheme;
  const token = (name: string): string =>
    getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  return (
    <div className="report-body">
      <p className="weak">
        {product.root} of {product.dataset} · {counted} {counted === 1 ? 'day' : 'days'} · {countText(rows)}{' '}
        seconds · session {session} · {[how, heldWords(held)].filter(Boolean).join('; ')}
      </p>
      <HorizonTable report={report} />
      <div className="report-charts">
        {reportCharts(report, token).map((chart) => (
          <Chart key={chart.title} chart={chart} />
        ))}
      </div>
      <Variants report={report} />
      <Groups title="By day" groups={report.byDay} />
      <Groups title="By time of day" groups={report.byHour} />
      <Groups title="By spread" groups={report.bySpread} />
      <Groups title="By volatility before" groups={report.byVolatility} />
    </div>
  );
}

function Chart({ chart }: { chart: ReportChart }): ReactElement {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!place.current) return;
    const options = { ...chart.options, width: CHART_WIDTH, height: CHART_HEIGHT };
    const plot = new UPlot(options, chart.data, place.current);
    return () => plot.destroy();
  }, [chart]);
  return (
    <figure className="report-chart">
      <figcaption>{chart.title}</figcaption>
      <div ref={place} />
    </figure>
  );
}

function HorizonTable({ report }: { report: Evaluation }): ReactElement {
  return (
    <table className="report-table number">
      <thead>
        <tr>
          <th scope="col">ahead</th>
          <th scope="col">seconds</th>
          <th scope="col">moved</th>
          <th scope="col">hit rate</th>
          <th scope="col">95 %</th>
          <th scope="col">regression</th>
          <th scope="col">momentum</th>
          <th scope="col">majority</th>
          <th scope="col">MAE, ticks</th>
          <th scope="col">no change</th>
          <th scope="col">band held</th>
          <th scope="col">shown</th>
        </tr>
      </thead>
      <tbody>
        {report.horizons.map(({ horizonS, scores, gate, coverage }) => (
          <tr key={horizonS} title={gate.why.join(' ')}>
            <th scope="row">{horizonS} s</th>
            <td>{countText(scores.forecast?.n ?? 0)}</td>
            <td>{countText(scores.forecast?.moved ?? 0)}</td>
            <td className="strong">{rate(scores.forecast)}</td>
            <td className="weak">{interval(scores.forecast)}</td>
            <td>{rate(scores.regression)}</td>
            <td>{rate(scores.momentum)}</td>
            <td>{rate(scores.majority)}</td>
            <td className="strong">{error(scores.forecast)}</td>
            <td>{error(scores.no_change)}</td>
            <td>{coverage?.share == null ? '—' : `${(100 * coverage.share).toFixed(1)} %`}</td>
            <td className={gate.open ? 'good' : 'doubtful'}>{gate.words}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Variants({ report: { variants, horizons } }: { report: Evaluation }): ReactElement | null {
  if (variants.length === 0) return null;
  return (
    <section aria-label="What each part is worth">
      <h3 className="report-title">
        What each part is worth{' '}
        <span className="weak">hit rate and ticks gained over the path without it</span>
      </h3>
      <table className="report-table number">
        <thead>
          <tr>
            <th scope="col" aria-label="part" />
            {horizons.map(({ horizonS }) => (
              <th key={horizonS} scope="col">
                {horizonS} s
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {variants.map(({ name, label, absent, horizons: each }) => (
            <tr key={name}>
              <th scope="row">{label}</th>
              {absent === null ? (
                each.map(({ horizonS, hitWorth, errorWorth }) => (
                  <td key={horizonS}>
                    {signed(hitWorth)} / {signed(errorWorth)}
                  </td>
                ))
              ) : (
                <td colSpan={horizons.length} className="weak">
                  {absent}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Hit rate, of how many seconds that moved, and error against no change's. */
function Groups({ title, groups }: { title: string; groups: readonly GroupReport[] }): ReactElement | null {
  const [first] = groups;
  if (!first) return null;
  return (
    <section aria-label={title}>
      <h3 className="report-title">
        {title} <span className="weak">hit rate of seconds that moved; error / that of no change</span>
      </h3>
      <table className="report-table number">
        <thead>
          <tr>
            <th scope="col" aria-label="part" />
            <th scope="col">seconds</th>
            {first.horizons.map(({ horizonS }) => (
              <th key={horizonS} scope="col">
                {horizonS} s
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {groups.map(({ label, horizons }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td>{countText(horizons[0]?.scores.forecast?.n ?? 0)}</td>
              {horizons.map(({ horizonS, scores }) => (
                <td key={horizonS}>
                  {rate(scores.forecast)}{' '}
                  <span className="weak">of {countText(scores.forecast?.moved ?? 0)}</span>;{' '}
                  {error(scores.forecast)} / {error(scores.no_change)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function rate(score: Score | undefined): string {
  return score?.hitRate == null ? '—' : score.hitRate.toFixed(3);
}

function interval(score: Score | undefined): string {
  const between = score?.hitRateInterval;
  return between ? `${between[0].toFixed(3)}–${between[1].toFixed(3)}` : '—';
}

function error(score: Score | undefined): string {
  return score?.mae == null ? '—' : score.mae.toFixed(3);
}

function signed(value: number | null): string {
  return value === null ? '—' : `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
}
