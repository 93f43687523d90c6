// Two accounts of the same hours whose rows cannot be matched one to one, compared as sequences of distinct best-bid/ask
// states. They go together until a level becomes best whose orders came or went out of sight: from then on the sequences
// say nothing of each other, so the comparison ends.
import type { LobsterBookRow } from '../import/lobster-format.ts';
import type { OutOfSight } from './out-of-sight.ts';
import { ASK_SIDE, BID_SIDE, type BookLevel, type BookSide, type ReplayedBook } from './replayed-book.ts';
import { type Verdict, VerdictTally } from './verdict.ts';

export type StatesOutcome = Verdict & { readonly ended: string | null };

/** Levels of bids and asks, best first: all of the book's, or the best alone. */
export type Sides = readonly [bids: readonly Level[], asks: readonly Level[]];
type Level = Pick<BookLevel, 'tick' | 'qtyLots'>;

interface TruthState {
  readonly row: number;
  readonly state: Sides;
}

const UNSEEN_RULE =
  'a level became best whose orders came or went unseen: outside the opening levels, or deeper than messages tell of';

/** `bookStates` yields the book's levels after every message; `truth` every row of the orderbook file. */
export async function compareBests(
  bookStates: AsyncIterable<Sides>,
  truth: AsyncIterable<LobsterBookRow>,
  unseen: readonly [OutOfSight, OutOfSight],
  book: ReplayedBook,
): Promise<StatesOutcome> {
  const tally = new VerdictTally();
  const truthStates = distinctTruth(truth, book);
  try {
    for await (const state of distinct(bookStates)) {
      const next = await truthStates.next();
      if (next.done) return { ...tally.verdict(), ended: 'the truth has no more rows' };
      const { row, state: expected } = next.value;
      if (same(state, expected)) {
        tally.equal();
        continue;
      }
      const what = `truth ${stateText(expected, book)}; book ${stateText(state, book)}`;
      const sides = [BID_SIDE, ASK_SIDE] as const;
      const explained = sides.every((side) => isUnseen(side, state[side], expected[side][0], unseen[side]));
      if (explained) tally.explained(UNSEEN_RULE, { row, what });
      else tally.unexplained({ row, what });
      return { ...tally.verdict(), ended: `the two part at row ${row} of the truth` };
    }
    const ended = (await truthStates.next()).done ? null : 'the messages end before the truth does';
    return { ...tally.verdict(), ended };
  } finally {
    await truthStates.return(undefined);
  }
}

/** Whether every price of a side that differs, down to the truth's best, is one at which the book cannot be sure. */
function isUnseen(
  side: BookSide,
  ours: readonly Level[],
  best: Level | undefined,
  unseen: OutOfSight,
): boolean {
  const sign = side === BID_SIDE ? -1 : 1;
  const limit = best ? best.tick * sign : Number.POSITIVE_INFINITY;
  const inRange = ours.filter(({ tick }) => tick * sign <= limit);
  const atBest = inRange.find(({ tick }) => tick === best?.tick)?.qtyLots ?? 0;
  const lost = inRange.every(({ tick }) => tick === best?.tick || unseen.mayHaveLost(tick));
  if (!best || atBest === best.qtyLots) return lost;
  return lost && (atBest < best.qtyLots ? unseen.mayHold(best.tick) : unseen.mayHaveLost(best.tick));
}

async function* distinct(states: AsyncIterable<Sides>): AsyncGenerator<Sides> {
  let last: Sides | null = null;
  for await (const state of states) {
    if (last && same(last, state)) continue;
    last = state;
    yield state;
  }
}

async function* distinctTruth(
  rows: AsyncIterable<LobsterBookRow>,
  book: ReplayedBook,
): AsyncGenerator<TruthState, void, undefined> {
  let last: Sides | null = null;
  let row = 0;
  for await (const { levels } of rows) {
    row += 1;
    const best = (letter: 'B' | 'A'): Level[] =>
      levels
        .filter(({ side }) => side === letter)
        .slice(0, 1)
        .map(({ priceNanos, sizeLots }) => ({ tick: book.tickFrom(priceNanos), qtyLots: sizeLots }));
    const state: Sides = [best('B'), best('A')];
    if (last && same(last, state)) continue;
    last = state;
    yield { row, state };
  }
}

function same(a: Sides, b: Sides): boolean {
  return sameLevel(a[0][0], b[0][0]) && sameLevel(a[1][0], b[1][0]);
}

function sameLevel(a: Level | undefined, b: Level | undefined): boolean {
  return a?.tick === b?.tick && a?.qtyLots === b?.qtyLots;
}

function stateText([bids, asks]: Sides, book: ReplayedBook): string {
  const text = (level: Level | undefined): string =>
    level ? `${level.qtyLots} at ${book.priceText(level.tick)}` : 'none';
  return `bid ${text(bids[0])}, ask ${text(asks[0])}`;
}
