// Moments like the one at the playhead: what followed them, what followed all others, and each of them to go to.
import { type ReactElement, type ReactNode, useEffect } from 'react';
import { Button } from 'react-aria-components';
import type { Outcomes, SimilarAnswer, SimilarMoment } from '../../../contracts/similar.ts';
import { countText, signedText } from '../format/numbers.ts';
import { clockFromDay } from '../format/trade-time.ts';
import { useApp, useDocument, useObservable } from './app-context.ts';

const SHOWN_HORIZONS = [2, 10, 30];
/** Standard deviations from which on a moment is not like another. */
const FAR = 3;

export function SimilarPane({ tabs }: { tabs: ReactNode }): ReactElement {
  const app = useApp();
  const { similar } = app;
  useEffect(() => {
    similar.isShown.set(true);
    return () => similar.isShown.set(false);
  }, [similar]);
  return (
    <section className="pane book-pane" aria-label="Moments like this one">
      <div className="pane-head">{tabs}</div>
      <div className="pane-body similar-body">
        <Content />
      </div>
    </section>
  );
}

function Content(): ReactElement {
  const { similar } = useApp();
  const isOn = useObservable(similar.isOn, (on) => on);
  const progress = useObservable(similar.progress, (share) => share);
  const view = useObservable(similar.view, (value) => value);
  if (progress !== null)
    return (
      <div className="similar-note">
        <p className="pane-note">Reading the days · {Math.floor(100 * progress)} %</p>
        <Button className="button" onPress={() => similar.cancel()}>
          Cancel
        </Button>
      </div>
    );
  if (isOn && view) return <Found answer={view.answer} />;
  return (
    <div className="similar-note">
      <p className="pane-note">
        Looks through the days opened so far for seconds whose forces, viscosity, waves, walls and velocity
        were nearest to those at the playhead. Nothing of its future is used.
      </p>
      <Button className="button" isDisabled={isOn} onPress={() => similar.isOn.set(true)}>
        {isOn ? 'Looking…' : 'Find moments like this'}
      </Button>
    </div>
  );
}

const WHY_NONE = {
  none: 'No earlier second, an hour away or more, may be compared with this one. Open more days of this instrument.',
  no_sample:
    'Nothing can be said of this second: the book is not valid or crossed, or averages are warming up.',
} as const;

function Found({ answer }: { answer: SimilarAnswer }): ReactElement {
  if (answer.state !== 'found') return <p className="pane-note">{WHY_NONE[answer.state]}</p>;
  const { moments, horizons, days, trainingOnly } = answer;
  const seconds = days.reduce((sum, day) => sum + day.seconds, 0);
  const nearest = moments[0]?.distance ?? 0;
  return (
    <>
      <table className="similar-shares" aria-label="What followed">
        <thead>
          <tr>
            <th scope="col">after</th>
            <th scope="col" colSpan={2}>
              these {moments.length}
            </th>
            <th scope="col" colSpan={2}>
              all
            </th>
          </tr>
        </thead>
        <tbody>
          {horizons
            .filter(({ horizonS }) => SHOWN_HORIZONS.includes(horizonS))
            .map(({ horizonS, similar, base }) => (
              <tr key={horizonS}>
                <th scope="row" className="number">
                  {horizonS} s
                </th>
                <Shares outcomes={similar} />
                <Shares outcomes={base} />
              </tr>
            ))}
        </tbody>
      </table>
      <ul className="similar-list" aria-label="Nearest moments">
        {moments.map((moment) => (
          <li key={`${moment.dayId} ${moment.window}`}>
            <MomentLine moment={moment} at={horizons.findIndex(({ horizonS }) => horizonS === 10)} />
          </li>
        ))}
      </ul>
      {nearest > FAR ? (
        <p className="pane-note doubtful-word">
          None is near: the nearest lies {countText(Math.round(nearest))} standard deviations away.
        </p>
      ) : null}
      <p className="pane-note">
        Out of {countText(seconds)} seconds of {days.length} {days.length === 1 ? 'day' : 'days'}
        {trainingOnly ? ', training days only' : ', all earlier'}. Up in blue, down in amber: shares of past
        moments, not chances of this one.
      </p>
    </>
  );
}

function Shares({ outcomes: { n, up, down } }: { outcomes: Outcomes }): ReactElement {
  const percent = (part: number): string => (n === 0 ? '–' : `${Math.round((100 * part) / n)} %`);
  return (
    <>
      <td className="number bid-word">{percent(up)}</td>
      <td className="number ask-word">{percent(down)}</td>
    </>
  );
}

function MomentLine({ moment, at }: { moment: SimilarMoment; at: number }): ReactElement {
  const app = useApp();
  const day = useDocument((s) => s.days.find(({ dayId }) => dayId === moment.dayId));
  const change = moment.changes[at] ?? null;
  return (
    <Button
      className="similar-line"
      onPress={() => void app.replay.goToMoment(moment.dayId, moment.window + 1)}
    >
      <span className="number">{moment.utcDate}</span>
      <span className="number">{day ? clockFromDay(day).timeText(moment.window + 1) : ''}</span>
      <span className="number weak" title="How far its features are from these, in standard deviations">
        {moment.distance.toFixed(2)}
      </span>
      <span
        className={`number ${change === null || change === 0 ? 'weak' : change > 0 ? 'bid-word' : 'ask-word'}`}
      >
        {change === null ? '–' : signedText(change)}
      </span>
    </Button>
  );
}
