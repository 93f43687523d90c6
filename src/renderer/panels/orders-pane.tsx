// Orders one by one: the queue of a price at the playhead's nanosecond, the orders that made a cell of the field, the
// life of an order. An order opens its life; an event of it brings the playhead there.
import type { ReactElement, ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { BookSide, CellOrder, OrderEvent, QueuedOrder } from '../../../contracts/exact.ts';
import { NANOS_PER_SECOND } from '../../../contracts/units.ts';
import { countText } from '../format/numbers.ts';
import { ageText, EVENT_WORDS } from '../format/orders.ts';
import { clockFromDay } from '../format/trade-time.ts';
import type { DayFacts } from '../state/document.ts';
import type { OrdersView } from '../state/orders-readout.ts';
import { useApp, useDocument, useObservable } from './app-context.ts';
import { Segment, TextButton } from './controls.tsx';
import { priceText } from './cursor-pane.tsx';
import { ExactNote } from './exact-note.tsx';

export function OrdersPane({ tabs }: { tabs: ReactNode }): ReactElement {
  const app = useApp();
  const day = useDocument((s) => s.day);
  const shown = useObservable(app.instants.orders.shown, (value) => value);
  return (
    <section className="pane book-pane" aria-label="Orders">
      <div className="pane-head">
        {tabs}
        <ExactNote />
      </div>
      {day && shown ? (
        <OrdersBody day={day} view={shown} />
      ) : (
        <p className="pane-note">
          Press a quantity in the book for its queue, or hold Alt and click a cell of the field for the orders
          that made it.
        </p>
      )}
    </section>
  );
}

function OrdersBody({ day, view }: { day: DayFacts; view: OrdersView }): ReactElement {
  if (view.kind === 'queue') return <QueueBody day={day} />;
  if (view.kind === 'cell') return <CellBody day={day} view={view} />;
  return <LifeBody day={day} view={view} />;
}

function QueueBody({ day }: { day: DayFacts }): ReactElement {
  const app = useApp();
  const place = useObservable(app.instants.exact.queueAt, (value) => value);
  const view = useObservable(app.instants.exact.view, (value) => value);
  if (!place) return <p className="pane-note">Press a quantity in the book.</p>;
  const levels = place.side === 'bid' ? view?.book.bids : view?.book.asks;
  const queue = levels?.find((level) => level.tick === place.tick)?.queue ?? [];
  const lots = queue.reduce((sum, order) => sum + order.lots, 0);
  const now = view ? BigInt(view.book.tsNanos) : 0n;
  return (
    <>
      <p className="orders-title">
        <SideWord side={place.side} /> {priceText(place.tick, day.summary.tickSizeNanos)}
        <span className="orders-sum">
          {countText(queue.length)} orders · {countText(lots)} lots
        </span>
      </p>
      {view ? <p className="orders-sums number">at {clockFromDay(day.summary).nanosText(now)}</p> : null}
      <OrdersTable heads={['place', 'lots', 'ahead', 'age', 'order']}>
        {queue.map((order) => (
          <QueueRow key={order.orderId} order={order} now={now} />
        ))}
      </OrdersTable>
      {queue.length === 0 ? (
        <p className="pane-note">{view ? 'No order rests here now.' : 'Pause to see it.'}</p>
      ) : null}
    </>
  );
}

function QueueRow({ order, now }: { order: QueuedOrder; now: bigint }): ReactElement {
  return (
    <tr>
      <td className="number">{order.ordersAhead + 1}</td>
      <td className="number strong">
        {order.refills > 0 ? <span title={`shown again ${order.refills} times`}>↻ </span> : null}
        {countText(order.lots)}
      </td>
      <td className="number">{countText(order.lotsAhead)}</td>
      <td className="number">{ageText(now - BigInt(order.sinceNanos))}</td>
      <OrderCell orderId={order.orderId} />
    </tr>
  );
}

function CellBody({
  day,
  view: { place, cell },
}: {
  day: DayFacts;
  view: Extract<OrdersView, { kind: 'cell' }>;
}): ReactElement {
  const app = useApp();
  const clock = clockFromDay(day.summary);
  const end = clock.dayStartNanos + BigInt(place.window + 1) * NANOS_PER_SECOND;
  return (
    <>
      <div className="orders-title">
        <Segment
          label="Side"
          items={SIDES}
          chosen={place.side}
          onChoose={(side) => void app.instants.orders.showCell({ ...place, side })}
        />
        {priceText(place.tick, day.summary.tickSizeNanos)}
        <span className="orders-sum">{clock.timeText(place.window)}</span>
      </div>
      {cell ? (
        <>
          <p className="orders-sums number">
            {countText(cell.start)} <em>+</em> {countText(cell.added)} <em>−</em> {countText(cell.pulled)}{' '}
            pulled <em>−</em> {countText(cell.executed)} filled <em>=</em> {countText(cell.end)}
          </p>
          <OrdersTable heads={['ahead', '+', '−', 'filled', 'end', 'age', 'order']}>
            {cell.orders.map((order) => (
              <CellRow key={order.orderId} order={order} end={end} />
            ))}
          </OrdersTable>
          {cell.orders.length === 0 ? <p className="pane-note">No order stood here in this second.</p> : null}
        </>
      ) : (
        <p className="pane-note">Reading…</p>
      )}
    </>
  );
}

const SIDES = [
  { id: 'bid', text: 'bid' },
  { id: 'ask', text: 'ask' },
] as const satisfies readonly { id: BookSide; text: string }[];

function CellRow({ order, end }: { order: CellOrder; end: bigint }): ReactElement {
  const left = order.ordersAhead === null;
  const changed = order.events.length > 0;
  return (
    <tr className={left ? 'left' : changed ? 'changed' : undefined}>
      <td className="number">{left ? 'left' : countText(order.lotsAhead ?? 0)}</td>
      <td className="number">{lotsOrNothing(order.added)}</td>
      <td className="number">{lotsOrNothing(order.pulled)}</td>
      <td className="number">{lotsOrNothing(order.executed)}</td>
      <td className="number strong">
        {order.refills > 0 ? <span title={`shown again ${order.refills} times`}>↻ </span> : null}
        {lotsOrNothing(order.lotsEnd)}
      </td>
      <td className="number">{ageText(end - BigInt(order.sinceNanos))}</td>
      <OrderCell orderId={order.orderId} />
    </tr>
  );
}

function LifeBody({
  day,
  view: { orderId, life, back },
}: {
  day: DayFacts;
  view: Extract<OrdersView, { kind: 'life' }>;
}): ReactElement {
  const app = useApp();
  return (
    <>
      <div className="orders-title">
        {back ? (
          <TextButton
            className="orders-back"
            aria-label="Back"
            onPress={() => app.instants.orders.show(back)}
          >
            ‹
          </TextButton>
        ) : null}
        <span>
          order <span className="number selectable">{orderId}</span>
        </span>
        <span className="orders-sum">{life ? (life.rests ? 'rests at the end' : 'left') : 'reading…'}</span>
      </div>
      {life ? (
        <OrdersTable heads={['time', 'what', 'lots', 'price', 'ahead', 'seq']}>
          {life.events.map((event, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: one record may do two things to an order
            <LifeRow key={`${event.row} ${i}`} day={day} event={event} />
          ))}
        </OrdersTable>
      ) : null}
    </>
  );
}

function LifeRow({ day, event }: { day: DayFacts; event: OrderEvent }): ReactElement {
  const app = useApp();
  const tsNanos = BigInt(event.tsNanos);
  const moment = clockFromDay(day.summary).nanosText(tsNanos);
  const where = event.to ?? event.from;
  const change = event.kind === 'fill' || event.kind === 'trade' ? event.filled : (event.to?.lots ?? 0);
  return (
    <tr>
      <td className="number">
        <Button
          className="orders-link"
          aria-label={`Go to ${moment}`}
          onPress={() => app.instants.goTo(tsNanos)}
        >
          <span title={moment}>{moment.slice(0, 8)}</span>
        </Button>
      </td>
      <td>{EVENT_WORDS[event.kind]}</td>
      <td className="number strong">{countText(change)}</td>
      <td className="number">{where ? priceText(where.tick, day.summary.tickSizeNanos) : ''}</td>
      <td className="number">{event.lotsAhead === null ? '' : countText(event.lotsAhead)}</td>
      <td className="number">{event.sequence}</td>
    </tr>
  );
}

function OrdersTable({ heads, children }: { heads: readonly string[]; children: ReactNode }): ReactElement {
  return (
    <div className="pane-body orders-body">
      <table className="orders-table">
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

/** The end of an order's id: enough to tell neighbours apart; the whole is in its life. */
function OrderCell({ orderId }: { orderId: string }): ReactElement {
  const app = useApp();
  return (
    <td className="number">
      <Button
        className="orders-link"
        aria-label={`Life of order ${orderId}`}
        onPress={() => app.instants.showLife(orderId)}
      >
        {orderId.length > 7 ? `…${orderId.slice(-6)}` : orderId}
      </Button>
    </td>
  );
}

function SideWord({ side }: { side: BookSide }): ReactElement {
  return <span className={side === 'bid' ? 'bid-word' : 'ask-word'}>{side}</span>;
}

function lotsOrNothing(lots: number): string {
  return lots > 0 ? countText(lots) : '';
}
