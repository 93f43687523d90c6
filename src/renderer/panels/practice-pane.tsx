// Blind practice: say where mid will be, how far and how surely; then see what came, and how trader and model do by the
// same rules.
import { type ReactElement, type ReactNode, useState } from 'react';
import { Group, Input, NumberField, Slider, SliderThumb, SliderTrack } from 'react-aria-components';
import { pluralText } from '../format/numbers.ts';
import { isHit, type Score, scoreOf } from '../scene/call-score.ts';
import { PRACTICE_HORIZONS, type Round, type TraderCall } from '../state/practice.ts';
import type { PracticeResult } from '../state/practice-results.ts';
import { useApp, useObservable } from './app-context.ts';
import { Segment, TextButton } from './controls.tsx';

const DIRECTIONS = [
  { id: '-1', text: '▼ down' },
  { id: '0', text: 'stays' },
  { id: '1', text: '▲ up' },
] as const;
const HORIZONS = PRACTICE_HORIZONS.map((id) => ({ id: String(id), text: `${id} s` }));
/** Surer than a coin, up to certain, percent. */
const LEAST_SURE = 50;
const SURE_STEP = 5;

export function PracticePane({ tabs }: { tabs: ReactNode }): ReactElement {
  const app = useApp();
  const round = useObservable(app.practice.round, (value) => value);
  return (
    <section className="pane book-pane practice-pane" aria-label="Practice">
      <div className="pane-head">{round ? <h2 className="pane-title">blind practice</h2> : tabs}</div>
      <div className="pane-body path-body">
        {round ? <RoundForm key={round.window} round={round} /> : <Begin />}
        <Scores />
      </div>
    </section>
  );
}

function Begin(): ReactElement {
  const app = useApp();
  const horizon = useObservable(app.practice.horizon, (value) => value);
  return (
    <>
      <p className="pixel-words">
        A moment of this day without its date, price and future. Say where mid will be, how far and how
        surely; replay shows what came. The model says it from the same second, and both are scored by the
        same rules.
      </p>
      <div className="practice-line">
        <Segment
          label="Seconds ahead"
          items={HORIZONS}
          chosen={String(horizon)}
          onChoose={(id) => app.practice.horizon.set(Number(id) as typeof horizon)}
        />
        <TextButton className="primary" onPress={() => void app.practice.start()}>
          Begin
        </TextButton>
      </div>
    </>
  );
}

function RoundForm({ round }: { round: Round }): ReactElement {
  const app = useApp();
  return (
    <>
      {round.phase === 'calling' ? (
        <CallForm horizon={round.horizon} onSay={(call) => app.practice.say(call)} />
      ) : null}
      {round.phase === 'showing' ? (
        <p className="pane-note">Replay shows the {round.horizon} seconds that came.</p>
      ) : null}
      {round.result ? <Told result={round.result} /> : null}
      {round.unscored ? <p className="pane-note">Not scored: {round.unscored}.</p> : null}
      <div className="practice-line">
        {round.phase === 'told' ? (
          <TextButton className="primary" onPress={() => void app.practice.start()}>
            Next moment
          </TextButton>
        ) : (
          <span />
        )}
        <TextButton onPress={() => app.practice.stop()}>End practice</TextButton>
      </div>
    </>
  );
}

function CallForm({ horizon, onSay }: { horizon: number; onSay(call: TraderCall): void }): ReactElement {
  const [direction, setDirection] = useState<TraderCall['direction'] | null>(null);
  const [ticks, setTicks] = useState(2);
  const [sure, setSure] = useState(60);
  const moves = direction !== null && direction !== 0;
  return (
    <>
      <p className="pixel-words">In {horizon} s mid will be</p>
      <Segment
        label="Direction"
        items={DIRECTIONS}
        chosen={direction === null ? null : (String(direction) as '-1' | '0' | '1')}
        onChoose={(id) => setDirection(Number(id) as TraderCall['direction'])}
      />
      <NumberField
        className="param-field practice-line"
        aria-label="Distance in ticks"
        value={moves ? ticks : 0}
        minValue={moves ? 0.5 : 0}
        maxValue={400}
        step={0.5}
        isDisabled={!moves}
        onChange={(value) => Number.isFinite(value) && setTicks(value)}
      >
        <span className="pixel-words">how far, ticks</span>
        <Group className="param-group">
          <Input className="param-input number" />
        </Group>
      </NumberField>
      <div className="practice-line">
        <span className="pixel-words">how surely</span>
        <Slider
          className="param-slider"
          aria-label="Confidence, percent"
          value={sure}
          minValue={LEAST_SURE}
          maxValue={100}
          step={SURE_STEP}
          onChange={(value) => setSure(value as number)}
        >
          <SliderTrack className="param-track">
            <span
              className="param-filled"
              style={{ width: `${((sure - LEAST_SURE) / (100 - LEAST_SURE)) * 100}%` }}
            />
            <SliderThumb className="param-thumb" />
          </SliderTrack>
        </Slider>
        <span className="number">{sure} %</span>
      </div>
      <TextButton
        className="primary"
        isDisabled={direction === null}
        onPress={() =>
          direction !== null && onSay({ direction, ticks: moves ? ticks : 0, confidence: sure / 100 })
        }
      >
        Say it
      </TextButton>
    </>
  );
}

function Told({ result }: { result: PracticeResult }): ReactElement {
  const { trader, model, actualTicks } = result;
  const line = (name: string, call: PracticeResult['trader']): ReactElement => {
    const hit = isHit(call, actualTicks);
    return (
      <tr>
        <th scope="row">{name}</th>
        <td>{ticksWords(call.ticks)}</td>
        <td>{call.confidence === null ? '—' : `${Math.round(call.confidence * 100)} %`}</td>
        <td className={hit === null ? 'weak' : hit ? 'good' : 'bad'}>
          {hit === null ? 'no count' : hit ? 'right' : 'wrong'}
        </td>
      </tr>
    );
  };
  return (
    <table className="path-errors number" aria-label="What came">
      <caption>mid went {ticksWords(actualTicks)} ticks</caption>
      <tbody>
        {line('you', trader)}
        {line('model', model)}
      </tbody>
    </table>
  );
}

/** Trader, model and "no change" over all rounds kept. */
function Scores(): ReactElement | null {
  const app = useApp();
  const results = useObservable(app.practice.results, (value) => value);
  if (results.length === 0) return null;
  const of = (call: (result: PracticeResult) => PracticeResult['trader']): Score =>
    scoreOf(results.map((result) => ({ call: call(result), actualTicks: result.actualTicks })));
  return (
    <section aria-label="Scores">
      <table className="path-errors number">
        <caption>{pluralText(results.length, 'call')} kept</caption>
        <thead>
          <tr>
            <th scope="col"> </th>
            <th scope="col">right</th>
            <th scope="col">off by, ticks</th>
            <th scope="col" title="Mean squared miss of confidence: less is better, 0.25 is a coin's">
              Brier
            </th>
          </tr>
        </thead>
        <tbody>
          <ScoreRow name="you" score={of((result) => result.trader)} />
          <ScoreRow name="model" score={of((result) => result.model)} />
          <ScoreRow name="no change" score={of(() => ({ ticks: 0, confidence: null }))} />
        </tbody>
      </table>
      <TextButton className="practice-export" onPress={() => void app.practice.export()}>
        Export as CSV
      </TextButton>
    </section>
  );
}

function ScoreRow({ name, score }: { name: string; score: Score }): ReactElement {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{score.counted > 0 ? `${score.hits} of ${score.counted}` : '—'}</td>
      <td>{score.offBy === null ? '—' : score.offBy.toFixed(2)}</td>
      <td>{score.brier === null ? '—' : score.brier.toFixed(3)}</td>
    </tr>
  );
}

/** +2.5, −0.41, 0. */
function ticksWords(ticks: number): string {
  const text = Math.abs(ticks).toFixed(Number.isInteger(ticks * 2) ? 1 : 2);
  return Number(text) === 0 ? '0' : `${ticks > 0 ? '+' : '−'}${text}`;
}
