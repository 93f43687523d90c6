// Time and sales: the last trades at the playhead, newest first, with whose order took the other.
import type { ReactElement, ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { TapeTrade } from '../../../contracts/exact.ts';
import type { DaySummary } from '../../../contracts/messages.ts';
import { priceDigitsFromTickSize, priceTextFromNanos } from '../../../contracts/units.ts';
import { clockFromDay } from '../format/trade-time.ts';
import { useApp, useDocument, useObservable } from './app-context.ts';
import { TextButton } from './controls.tsx';
import { ExactNote } from './exact-note.tsx';

const SIDES = {
  B: { word: 'buy', tone: 'bid-word' },
  A: { word: 'sell', tone: 'ask-word' },
  N: { word: 'none', tone: 'weak' },
} as const;

export function TapePane({ tabs }: { tabs: ReactNode }): ReactElement {
  const app = useApp();
  const isOn = useObservable(app.tape.isOn, (value) => value);
  const tape = useObservable(app.tape.tape, (value) => value);
  const summary = useDocument((s) => s.day?.summary ?? null);
  return (
    <section className="pane book-pane path-pane" aria-label="Time and sales">
      <div className="pane-head">{tabs}</div>
      <div className="path-when">
        last trades at the playhead
        <ExactNote />
      </div>
      <div className="pane-body path-body">
        {isOn && tape && summary ? (
          <Trades trades={tape.trades} summary={summary} />
        ) : isOn ? (
          <p className="pane-note">Reading the trades.</p>
        ) : (
          <p className="pane-note">
            Trades one by one are read from the file once more.{' '}
            <TextButton onPress={() => app.tape.turn(true)}>Read them</TextButton>
          </p>
        )}
      </div>
    </section>
  );
}

function Trades({ trades, summary }: { trades: readonly TapeTrade[]; summary: DaySummary }): ReactElement {
  if (trades.length === 0) return <p className="pane-note">Nothing has traded yet.</p>;
  return (
    <>
      <div className="tape-line tape-head" aria-hidden="true">
        <span>time</span>
        <span>price</span>
        <span>lots</span>
        <span>taker</span>
      </div>
      <ul className="tape-list" aria-label="Last trades, newest first">
        {trades.map((trade) => (
          <li key={trade.row}>
            <TradeLine trade={trade} summary={summary} />
          </li>
        ))}
      </ul>
    </>
  );
}

/** Pressing a trade goes to its nanosecond. */
function TradeLine({ trade, summary }: { trade: TapeTrade; summary: DaySummary }): ReactElement {
  const app = useApp();
  const { tsNanos, priceNanos, lots, aggressor } = trade;
  const { word, tone } = SIDES[aggressor];
  const time = clockFromDay(summary).nanosText(BigInt(tsNanos));
  const digits = priceDigitsFromTickSize(BigInt(summary.tickSizeNanos));
  const price = priceNanos === null ? '—' : priceTextFromNanos(BigInt(priceNanos), digits);
  return (
    <Button
      className="tape-line number"
      aria-label={`${time}, ${price}, ${lots} lots, ${word}`}
      onPress={() => app.instants.goTo(BigInt(tsNanos))}
    >
      <span className="weak">{time.slice(0, MILLIS_TEXT)}</span>
      <span className={tone}>{price}</span>
      <span>{lots}</span>
      <span className={tone}>{word}</span>
    </Button>
  );
}

/** 17:29:40.123 */
const MILLIS_TEXT = 12;
