// The book at the end of the playhead's second: prices down the middle, bids with bars on the left, asks on the right,
// each with its count of orders. As many prices as there is room for.
import { type ReactElement, type ReactNode, useEffect, useRef } from 'react';
import { countText } from '../format/numbers.ts';
import { clockFromDay } from '../format/trade-time.ts';
import type { DayFacts } from '../state/document.ts';
import type { Ladder, LadderRow } from '../state/ladder.ts';
import { useApp, useDocument, useObservable } from './app-context.ts';
import { priceText } from './cursor-pane.tsx';

const ROW_PX = 18;
const LEAST_ROWS = 7;

export function BookPane({ tabs }: { tabs: ReactNode }): ReactElement {
  const app = useApp();
  const day = useDocument((s) => s.day);
  const ladder = useObservable(app.readouts.ladder, (value) => value);
  const data = useObservable(app.session.data, (value) => value);
  const isOfLevels = ladder !== null && data?.column('aggregated')[ladder.window] === 1;
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = body.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => app.readouts.setLadderRows(rowsThatFit(element.clientHeight)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [app]);
  return (
    <section className="pane book-pane" aria-label="Book at the playhead">
      <div className="pane-head">
        {tabs}
        {day && ladder ? (
          <span className="pane-when">
            {isOfLevels ? 'levels, no order ages · ' : ''}at the end of{' '}
            {clockFromDay(day.summary).timeText(ladder.window)}
          </span>
        ) : null}
      </div>
      <div ref={body} className="book-body">
        {day && ladder ? (
          <LadderTable day={day} ladder={ladder} />
        ) : (
          <p className="pane-note">No valid book at this second.</p>
        )}
      </div>
    </section>
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
  return (
    <tr className={atSpot ? 'ladder-row at-spot' : 'ladder-row'}>
      <td className="number orders">{countOrNothing(row.bidOrders)}</td>
      <td className="number lots bid">
        <Bar share={row.bidLots / (mostLots || 1)} side="bid" />
        <span>{countOrNothing(row.bidLots)}</span>
      </td>
      <th scope="row" className="number price">
        {price}
      </th>
      <td className="number lots ask">
        <Bar share={row.askLots / (mostLots || 1)} side="ask" />
        <span>{countOrNothing(row.askLots)}</span>
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
