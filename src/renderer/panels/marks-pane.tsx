// The marks: walls and voids that stand at the playhead, by nearness, strength or age, and what happened before it. A
// press on a line goes there.
import { type ReactElement, type ReactNode, useState } from 'react';
import { Button } from 'react-aria-components';
import { MARKER_EVENT_WORDS } from '../../../contracts/markers.ts';
import { ageText, EVENT_SHAPES, eventNumbers } from '../format/marks.ts';
import { countText } from '../format/numbers.ts';
import { clockFromDay } from '../format/trade-time.ts';
import type { MarkerEvent } from '../replay/day-markers.ts';
import type { DayFacts } from '../state/document.ts';
import { latestEvents, type MarkOrder, type StandingMark, standingMarks } from '../state/mark-list.ts';
import { useApp, useDocument, useObservable } from './app-context.ts';
import { IconButton, Segment } from './controls.tsx';
import { priceText } from './cursor-pane.tsx';

const ORDERS = [
  { id: 'near', text: 'near', name: 'Nearest to mid first' },
  { id: 'strong', text: 'strong', name: 'Strongest first' },
  { id: 'old', text: 'old', name: 'Oldest first' },
] as const satisfies readonly { id: MarkOrder; text: string; name: string }[];

export function MarksPane({ tabs }: { tabs: ReactNode }): ReactElement {
  const app = useApp();
  const day = useDocument((s) => s.day);
  const position = useObservable(app.playhead.position, (value) => Math.floor(value + 1e-9));
  useObservable(app.marks.revision, (value) => value);
  const [order, setOrder] = useState<MarkOrder>('near');
  const scene = app.marks.sceneAt(position);
  const mid2 = app.session.data.get()?.lastMid(position)?.mid2;
  return (
    <section className="pane book-pane" aria-label="Walls, voids and events">
      <div className="pane-head">{tabs}</div>
      <div className="pane-body marks-body">
        {day && scene && mid2 !== undefined ? (
          <>
            <div className="marks-title">
              at the playhead
              <span className="marks-tools">
                <IconButton
                  icon="toy"
                  label="Physics sandbox among these walls, a toy"
                  keyWords="T"
                  onPress={() => app.sandbox.show()}
                />
                <Segment label="Order" items={ORDERS} chosen={order} onChoose={(id) => setOrder(id)} />
              </span>
            </div>
            <Standing day={day} marks={standingMarks(scene, position, mid2, order)} />
            <Happened day={day} events={latestEvents(scene)} />
            {app.marks.tapeKnown ? null : (
              <p className="pane-note">
                Sweeps and iceberg refills are not known: an older version stored this day. Open its file
                again to have them.
              </p>
            )}
          </>
        ) : (
          <p className="pane-note">Nothing has been seen yet.</p>
        )}
      </div>
    </section>
  );
}

function Standing({ day, marks }: { day: DayFacts; marks: readonly StandingMark[] }): ReactElement {
  if (marks.length === 0) return <p className="pane-note">No wall stands out and no void is open.</p>;
  return (
    <ul className="marks-list" aria-label="Standing at the playhead">
      {marks.map((mark) => (
        <li key={mark.id}>
          <StandingLine day={day} mark={mark} />
        </li>
      ))}
    </ul>
  );
}

function StandingLine({ day, mark }: { day: DayFacts; mark: StandingMark }): ReactElement {
  const app = useApp();
  const { kind, side, tick, lots, ageSeconds, strength, ticksFromMid } = mark;
  const position = app.playhead.position.get();
  return (
    <Button className="mark-line" onPress={() => app.replay.goToMark(position, tick)}>
      <span className={`mark-shape ${sideClass(side)}`} aria-hidden="true">
        {kind === 'wall' ? '—' : '◌'}
      </span>
      <span className="mark-what">
        {sideWord(side)} {kind}
      </span>
      <span className="number mark-price">{priceText(tick, day.summary.tickSizeNanos)}</span>
      <span className="number mark-lots">{lots === null ? '' : countText(lots)}</span>
      <span className="mark-numbers">
        {ticksText(ticksFromMid)} · {ageText(ageSeconds)}
        {strength === null
          ? ''
          : ` · ${kind === 'wall' ? '+' : 'V '}${strength.toFixed(kind === 'wall' ? 1 : 2)}`}
      </span>
    </Button>
  );
}

function Happened({ day, events }: { day: DayFacts; events: readonly MarkerEvent[] }): ReactElement {
  return (
    <>
      <h3 className="marks-title">before the playhead</h3>
      <ul className="marks-list" aria-label="Happened before the playhead">
        {events.map((event) => (
          <li
            key={`${event.window} ${event.kind} ${event.lifeId} ${event.tick} ${event.side} ${event.nanos}`}
          >
            <EventLine day={day} event={event} />
          </li>
        ))}
      </ul>
    </>
  );
}

function EventLine({ day, event }: { day: DayFacts; event: MarkerEvent }): ReactElement {
  const app = useApp();
  const clock = clockFromDay(day.summary);
  return (
    <Button className="mark-line event" onPress={() => app.replay.goToMark(event.window + 1, event.tick)}>
      <span className={`mark-shape ${sideClass(event.side)}`} aria-hidden="true">
        {EVENT_SHAPES[event.kind]}
      </span>
      <span className="mark-what">{MARKER_EVENT_WORDS[event.kind]}</span>
      <span className="number mark-price">{priceText(event.tick, day.summary.tickSizeNanos)}</span>
      <span className="number weak mark-lots">{clock.timeText(event.window + 1)}</span>
      <span className="mark-numbers">
        {sideWord(event.side)}
        {eventNumbers(event) === '' ? '' : ` · ${eventNumbers(event)}`}
      </span>
    </Button>
  );
}

function sideWord(side: number): string {
  return side === 0 ? 'bid' : 'ask';
}

function sideClass(side: number): string {
  return side === 0 ? 'bid-word' : 'ask-word';
}

/** Half ticks are told: mid may lie between two prices. */
function ticksText(ticks: number): string {
  const sign = ticks > 0 ? '+' : ticks < 0 ? '−' : '';
  return `${sign}${Math.abs(ticks)} ticks`;
}
