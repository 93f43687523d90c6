// The book at the end of the playhead's second, or, where asked for, at its very nanosecond: prices down the middle, bids with bars on the left, asks on the right,
// each with its count of orders. As many prices as there is room for.
import { type ReactElement, type ReactNode, useEffect, useRef } from 'react';
import { Button, ToggleButton } from 'react-aria-components';
import type { BookAt, BookSide } from '../../../contracts/exact.ts';
import { countText } from '../format/numbers.ts';
import { clockFromDay } from '../format/trade-time.ts';
import type { DayFacts } from '../state/document.ts';
import type { Ladder, LadderRow } from '../state/ladder.ts';
import { useApp, useDocument, useObservable } from './app-context.ts';
import { Hint, IconButton } from './controls.tsx';
import { priceText } from './cursor-pane.tsx';
import { ExactNote } from './exact-note.tsx';

const ROW_PX = 18;
const LEAST_ROWS = 5;

export function BookPane({ tabs }: { tabs: ReactNode }): ReactElement {
  const app = useApp();
  const day = useDocument((s) => s.day);
  const closed = useObservable(app.readouts.ladder, (value) => value);
  const exact = useObservable(app.instants.exact.view, (value) => value);
  const isOn = useObservable(app.instants.exact.isOn, (value) => value);
  const progress = useObservable(app.instants.exact.progress, (value) => value);
  const ladder = exact?.ladder ?? closed;
  const data = useObservable(app.session.data, (value) => value);
  const isAwaited = useObservable(app.readouts.ladderAwaited, (value) => value) || data === null;
  const isOfLevels = closed !== null && data?.column('aggregated')[closed.window] === 1;
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = body.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => {
      const rows = rowsThatFit(element.clientHeight);
      app.readouts.setLadderRows(rows);
      app.instants.exact.setRows(rows);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [app]);
  return (
    <section className="pane book-pane" aria-label="Book at the playhead">
      <div className="pane-head">{tabs}</div>
      <div className="exact-line">
        {progress !== null ? (
          <ExactNote />
        ) : day && exact ? (
          <ExactInstant day={day} book={exact.book} />
        ) : day && ladder ? (
          <span className="exact-when">
            {isOfLevels ? 'levels, no order ages · ' : ''}at the end of{' '}
            {clockFromDay(day.summary).timeText(ladder.window)}
          </span>
        ) : null}
        <Hint text="The exact book of the playhead's nanosecond, while replay stands">
          <ToggleButton
            className="button exact-button"
            aria-label="To the nanosecond"
            isSelected={isOn}
            onChange={(on) => app.instants.exact.turn(on)}
          >
            ns
          </ToggleButton>
        </Hint>
      </div>
      <div ref={body} className="book-body">
        {day && ladder ? (
          <LadderTable day={day} ladder={ladder} />
        ) : (
          <p className="pane-note">{isAwaited ? 'Reading the book …' : 'No valid book at this second.'}</p>
        )}
      </div>
    </section>
  );
}

/** The instant and its event's sequence number, and the way to the events around it. */
function ExactInstant({ day, book }: { day: DayFacts; book: BookAt }): ReactElement {
  const app = useApp();
  const { event } = book;
  const place = event
    ? `record ${countText(event.row)} of ${countText(book.rows)}`
    : 'before the first record';
  return (
    <>
      <IconButton
        icon="stepBack"
        label="One book event back"
        keyWords="Alt ←"
        isDisabled={!book.before}
        onPress={() => app.instants.exact.step(-1)}
      />
      <span className="number exact-instant" title={place}>
        {clockFromDay(day.summary).nanosText(BigInt(book.tsNanos))}
        <span>{event ? `seq ${event.sequence}` : 'no record yet'}</span>
      </span>
      <IconButton
        icon="stepForward"
        label="One book event forward"
        keyWords="Alt →"
        isDisabled={!book.next}
        onPress={() => app.instants.exact.step(1)}
      />
    </>
  );
}

/** An odd number, so that the centre has a row of its own. */
function rowsThatFit(heightPx: number): number {
  const rows = Math.max(LEAST_ROWS, Math.floor(heightPx / ROW_PX) - 1);
  return rows % 2 === 1 ? rows : rows - 1;
}

function LadderTable({ day, ladder }: { day: DayFacts; ladder: Ladder }): ReactElement {
  return (
    <table className="ladder">
      <thead>
        <tr>
          <th scope="col">orders</th>
          <th scope="col" className="bid-word">
            bid
          </th>
          <th scope="col">price</th>
          <th scope="col" className="ask-word">
            ask
          </th>
          <th scope="col">orders</th>
        </tr>
      </thead>
      <tbody>
        {ladder.rows.map((row) => (
          <LadderLine
            key={row.tick}
            row={row}
            price={priceText(row.tick, day.summary.tickSizeNanos)}
            mostLots={ladder.mostLots}
            atSpot={row.tick === ladder.spotTick}
          />
        ))}
      </tbody>
    </table>
  );
}

interface LadderLineProps {
  readonly row: LadderRow;
  readonly price: string;
  readonly mostLots: number;
  readonly atSpot: boolean;
}

function LadderLine({ row, price, mostLots, atSpot }: LadderLineProps): ReactElement {
  const app = useApp();
  const lots = (side: BookSide, count: number): ReactElement | null =>
    count > 0 ? (
      <Button
        className="queue-button"
        aria-label={`Queue of the ${side} at ${price}, ${count} lots`}
        onPress={() => app.instants.showQueue({ side, tick: row.tick })}
      >
        {countText(count)}
      </Button>
    ) : null;
  return (
    <tr className={atSpot ? 'ladder-row at-spot' : 'ladder-row'}>
      <td className="number orders">{countOrNothing(row.bidOrders)}</td>
      <td className="number lots bid">
        <Bar share={row.bidLots / (mostLots || 1)} side="bid" />
        {lots('bid', row.bidLots)}
      </td>
      <th scope="row" className="number price">
        {price}
      </th>
      <td className="number lots ask">
        <Bar share={row.askLots / (mostLots || 1)} side="ask" />
        {lots('ask', row.askLots)}
      </td>
      <td className="number orders">{countOrNothing(row.askOrders)}</td>
    </tr>
  );
}

function Bar({ share, side }: { share: number; side: 'bid' | 'ask' }): ReactElement {
  return (
    <span className={`bar ${side}`} aria-hidden="true" style={{ transform: `scaleX(${share.toFixed(3)})` }} />
  );
}

function countOrNothing(count: number): string {
  return count > 0 ? countText(count) : '';
}
