// What the path is worth: the weights that are loaded, days to fit or to judge on, and the way to the report.
import { type ReactElement, type ReactNode, useState } from 'react';
import {
  Checkbox,
  CheckboxGroup,
  FileTrigger,
  Input,
  Label,
  ProgressBar,
  TextField,
} from 'react-aria-components';
import type { CalibrationSummary } from '../../../contracts/calibration.ts';
import {
  FITTED_NAMES,
  FITTED_SYMBOLS,
  type FittedName,
  heldBeside,
  heldWords,
} from '../../../contracts/fitted.ts';
import type { ForecastParams } from '../../../contracts/forecast.ts';
import type { DaySummary } from '../../../contracts/messages.ts';
import { parseSessionSpan } from '../../../contracts/session-span.ts';
import { valueText } from '../format/numbers.ts';
import { badgeText, spanText } from '../format/worth.ts';
import type { CalibrationsState } from '../state/calibrations.ts';
import { forecastSettings, isOfProduct } from '../state/forecast-model.ts';
import { useApp, useDocument, useObservable } from './app-context.ts';
import { TextButton } from './controls.tsx';

export function WorthPane({ tabs }: { tabs: ReactNode }): ReactElement {
  const app = useApp();
  const state = useObservable(app.calibrations.state, (value) => value);
  return (
    <section className="pane book-pane worth-pane" aria-label="Worth of the path">
      <div className="pane-head">{tabs}</div>
      <div className="pane-body worth-body">
        <Weights state={state} />
        <Days state={state} />
      </div>
    </section>
  );
}

function Weights({ state }: { state: CalibrationsState }): ReactElement {
  const app = useApp();
  const { active } = state;
  return (
    <section aria-label="Weights">
      <h3 className="params-section">weights of the path</h3>
      {active ? <ActiveWeights active={active} /> : <p className="pane-note">None loaded: uncalibrated.</p>}
      <div className="worth-buttons">
        <FileTrigger
          acceptedFileTypes={['.json', 'application/json']}
          onSelect={(files) => void loadFile(files?.[0], (name, bytes) => app.calibrations.load(name, bytes))}
        >
          <TextButton>Load…</TextButton>
        </FileTrigger>
        {active ? (
          <>
            <TextButton onPress={() => void app.calibrations.saveWeights()}>Save</TextButton>
            <TextButton onPress={() => void app.calibrations.showReport()}>Report</TextButton>
            <TextButton onPress={() => app.calibrations.choose(null)}>Clear</TextButton>
          </>
        ) : null}
      </div>
      <OtherWeights state={state} />
    </section>
  );
}

async function loadFile(
  file: File | undefined,
  load: (name: string, bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  if (file) await load(file.name, new Uint8Array(await file.arrayBuffer()));
}

function ActiveWeights({ active }: { active: CalibrationSummary }): ReactElement {
  const day = useDocument((s) => s.day?.summary ?? null);
  const skilled = active.skill.filter(({ open }) => open).map(({ horizonS }) => horizonS);
  const coverage = active.coverage.map((each) => ({ coverage: each }));
  return (
    <>
      <div className="worth-line">
        <span className="strong">{active.symbolRoot}</span>
        <span className="weak">
          {active.firstDate} – {active.lastDate}, {active.days} days, {active.session}
        </span>
      </div>
      <div className={skilled.length > 0 ? 'worth-skill good' : 'worth-skill'}>
        {skilled.length > 0 ? `skill shown at ${spanText(skilled)}` : 'no skill shown'}
      </div>
      <div className="weak">{badgeText(coverage, active.days)}</div>
      {day && !isOfProduct(active, day) ? (
        <div className="worth-skill">not of this day's product: it says nothing here</div>
      ) : null}
      <dl className="worth-fitted">
        {FITTED_NAMES.map((name) => (
          <div key={name}>
            <dt>
              {FITTED_SYMBOLS[name]}
              {active.held.some((each) => each.name === name) ? ' held' : ''}
            </dt>
            <dd className="number">{valueText(active.forecast[name])}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** Weights that were loaded or made before. */
function OtherWeights({ state: { known, active } }: { state: CalibrationsState }): ReactElement | null {
  const app = useApp();
  const others = known.filter(({ hash }) => hash !== active?.hash);
  if (others.length === 0) return null;
  return (
    <ul className="worth-others">
      {others.map((each) => (
        <li key={each.hash}>
          <TextButton className="quiet" onPress={() => app.calibrations.choose(each)}>
            {each.symbolRoot}, {each.days} days to {each.lastDate}
          </TextButton>
        </li>
      ))}
    </ul>
  );
}

/** Days of the open day's instrument, one of each date. */
function candidates(days: readonly DaySummary[], of: DaySummary | null): DaySummary[] {
  const byDate = new Map<string, DaySummary>(of ? [[of.utcDate, of]] : []);
  // Newest opened first: a date that is there twice is that of the files last opened.
  for (const day of days)
    if (day.symbol === of?.symbol && day.dataset === of.dataset && !byDate.has(day.utcDate))
      byDate.set(day.utcDate, day);
  return [...byDate.values()].sort((a, b) => (a.utcDate < b.utcDate ? -1 : 1));
}

function Days({ state: { job, active } }: { state: CalibrationsState }): ReactElement {
  const app = useApp();
  const days = useDocument((s) => s.days);
  const open = useDocument((s) => s.day?.summary ?? null);
  const there = candidates(days, open);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [session, setSession] = useState('');
  const chosen = there.filter(({ utcDate }) => !left.has(utcDate));
  const [fit, setFit] = useState<readonly FittedName[]>(FITTED_NAMES);
  const forecast = useObservable(app.model, (model) => forecastSettings(model, 'frozen').forecast);
  const valid = session === '' || parseSessionSpan(session) !== null;
  const wish = () => ({
    dayIds: chosen.map(({ dayId }) => dayId),
    session,
    params: app.params.state.get().params,
    forecast,
  });
  return (
    <section aria-label="Calibrate and judge">
      <h3 className="params-section">days to fit and judge on</h3>
      <CheckboxGroup
        className="worth-days"
        aria-label="Days"
        value={chosen.map(({ utcDate }) => utcDate)}
        onChange={(values) =>
          setLeft(new Set(there.map(({ utcDate }) => utcDate).filter((date) => !values.includes(date))))
        }
      >
        {there.map(({ utcDate, symbol }) => (
          <Checkbox key={utcDate} value={utcDate} className="worth-day">
            <span className="check-box" aria-hidden="true" />
            {utcDate} <span className="weak">{symbol}</span>
          </Checkbox>
        ))}
      </CheckboxGroup>
      <TextField className="worth-session" value={session} onChange={setSession} isInvalid={!valid}>
        <Label>session</Label>
        <Input placeholder="rth:3h, else all" spellCheck={false} />
      </TextField>
      <FitChoice fit={fit} onChange={setFit} forecast={forecast} />
      {job ? (
        <JobLine job={job} />
      ) : (
        <div className="worth-buttons">
          <TextButton
            isDisabled={!valid || chosen.length < 2}
            onPress={() => void app.calibrations.calibrate({ ...wish(), fit })}
          >
            Calibrate
          </TextButton>
          <TextButton
            isDisabled={!valid || chosen.length === 0}
            onPress={() => void app.calibrations.evaluate(wish())}
          >
            {active ? 'Judge weights' : 'Judge as it is'}
          </TextButton>
        </div>
      )}
      <p className="pane-note">
        {chosen.length < 2
          ? 'A calibration takes two days or more; one can be judged.'
          : `${chosen.length} days: each is tested by what the days before it gave.`}
      </p>
    </section>
  );
}

/** What a calibration is free to change, and the values of the rest. */
function FitChoice({
  fit,
  onChange,
  forecast,
}: {
  fit: readonly FittedName[];
  onChange(fit: readonly FittedName[]): void;
  forecast: ForecastParams;
}): ReactElement {
  const held = heldWords(heldBeside(fit, forecast));
  return (
    <div className="worth-fit">
      <CheckboxGroup
        className="worth-fit-names"
        value={[...fit]}
        onChange={(values) => onChange(FITTED_NAMES.filter((name) => values.includes(name)))}
      >
        <Label>fit</Label>
        {FITTED_NAMES.map((name) => (
          <Checkbox key={name} value={name} className="worth-day">
            <span className="check-box" aria-hidden="true" />
            {FITTED_SYMBOLS[name]}
          </Checkbox>
        ))}
      </CheckboxGroup>
      <p className="pane-note">
        {fit.length === 0 ? `${held}; confidence and band alone are made` : held || 'all four are fitted'}
      </p>
    </div>
  );
}

function JobLine({ job }: { job: NonNullable<CalibrationsState['job']> }): ReactElement {
  const app = useApp();
  const share = Math.min(1, job.done / Math.max(1, job.total));
  return (
    <div className="worth-job">
      <ProgressBar className="worth-progress" aria-label={job.stage} value={100 * share}>
        <span className="worth-progress-track">
          <span className="worth-progress-fill" style={{ width: `${100 * share}%` }} />
        </span>
        <span className="weak">
          {job.stage}, {Math.floor(100 * share)} %
        </span>
      </ProgressBar>
      <TextButton onPress={() => app.calibrations.cancel()}>Cancel</TextButton>
    </div>
  );
}
