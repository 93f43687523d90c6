// LOBSTER's orderbook file as independent truth for the book that its message file rebuilds, through the conversion of
// the import and the product's own stream. Three ways to lay the two side by side: row k after message k; rows that
// belong to another message file of the same day; and, where no row can be told its message, the sequence of distinct
// best-bid/ask states.
import type { TsNanos } from '../../../contracts/units.ts';
import { csvLines } from '../import/csv-lines.ts';
import { CLEAR, type DayRow, type DaySink, encodeDayRow } from '../import/day-rows.ts';
import { surveyLobster } from '../import/lobster.ts';
import { LobsterConversion } from '../import/lobster-conversion.ts';
import {
  firstLobsterBookRow,
  type LobsterBookRow,
  type LobsterDay,
  type LobsterMessage,
  lobsterBookRows,
  lobsterDayFromName,
  lobsterMessageFrom,
  lobsterMessages,
} from '../import/lobster-format.ts';
import { compareBests, type StatesOutcome } from './best-states.ts';
import { OutOfSight } from './out-of-sight.ts';
import { ASK_SIDE, BID_SIDE, type BookSide, ReplayedBook } from './replayed-book.ts';
import { ToldLevels, type TruthLevel } from './told-levels.ts';
import { type Verdict, VerdictTally } from './verdict.ts';

export interface LobsterVerifyOptions {
  readonly messagePath: string;
  readonly orderbookPath: string;
  /** Orderbook file whose first row is the opening; the truth's own by default. */
  readonly openingPath?: string | undefined;
  /** Message file whose row k belongs to row k of the truth; the messages' own by default. */
  readonly rowsOfPath?: string | undefined;
}

export interface LobsterVerification extends Verdict {
  readonly compares: 'every row' | 'distinct best states';
  /** Levels of a side that are compared. */
  readonly levels: number;
  readonly messages: number;
  readonly truthRows: number;
  /** Why not everything could be compared; null where it was. */
  readonly ended: string | null;
  readonly identityViolations: number;
}

/** Feeds a book with the rows of a conversion. */
export class BookSink implements DaySink {
  readonly book: ReplayedBook;
  #sequence = 0;

  constructor(book: ReplayedBook) {
    this.book = book;
  }

  snapshot(ts: TsNanos, orders: readonly DayRow[]): void {
    this.#feed(ts, [CLEAR, ...orders], true);
  }

  event(ts: TsNanos, rows: readonly DayRow[]): void {
    this.#sequence += 1;
    this.#feed(ts, rows, false);
  }

  /** Trading states do not change a book. */
  status(): void {}

  #feed(ts: TsNanos, rows: readonly DayRow[], snapshot: boolean): void {
    rows.forEach((row, i) => {
      const last = i === rows.length - 1;
      encodeDayRow(this.book.words, 0, row, { ts, sequence: this.#sequence, last, snapshot });
      this.book.record();
    });
  }
}

/** Throws a FaultError where a file cannot be read or is none of LOBSTER's. */
export async function verifyLobster(options: LobsterVerifyOptions): Promise<LobsterVerification> {
  const { messagePath, orderbookPath, openingPath, rowsOfPath } = options;
  const day = lobsterDayFromName(messagePath);
  const opening = await firstLobsterBookRow(openingPath ?? orderbookPath);
  const survey = await surveyLobster(messagePath, day.dayStart, opening.levels);
  const book = new ReplayedBook(survey.tickSizeNanos);
  const conversion = new LobsterConversion(new BookSink(book), opening.levels);
  const truth = await surveyTruth(orderbookPath);
  const common = { messages: survey.messages, truthRows: truth.rows };
  if (rowsOfPath === undefined && truth.rows !== survey.messages) {
    const outcome = await compareStates(options, day, conversion, book, opening);
    const identityViolations = finishedIdentity(book);
    return { compares: 'distinct best states', levels: 1, ...common, ...outcome, identityViolations };
  }
  const rows = new RowComparison(book, conversion, orderbookPath);
  const ended = await rows.run(options, day);
  const identityViolations = finishedIdentity(book);
  const verdict = rows.verdict();
  return { compares: 'every row', levels: truth.depth, ...common, ...verdict, ended, identityViolations };
}

function finishedIdentity(book: ReplayedBook): number {
  book.stream.finish();
  return book.stream.quality.identity_violations;
}

async function surveyTruth(path: string): Promise<{ rows: number; depth: number }> {
  let rows = 0;
  let depth = 0;
  for await (const row of lobsterBookRows(path)) {
    rows += 1;
    depth = Math.max(depth, row.depth);
  }
  return { rows, depth };
}

const UNTOLD_RULE =
  'a level came into sight whose orders had come or gone while it was too deep to be told of by messages';

/** Row k of the truth after its message. */
class RowComparison {
  readonly #book: ReplayedBook;
  readonly #conversion: LobsterConversion;
  readonly #path: string;
  readonly #sides = [new ToldLevels(BID_SIDE), new ToldLevels(ASK_SIDE)] as const;
  readonly #tally = new VerdictTally();
  #row = 0;

  constructor(book: ReplayedBook, conversion: LobsterConversion, path: string) {
    this.#book = book;
    this.#conversion = conversion;
    this.#path = path;
  }

  verdict(): Verdict {
    return this.#tally.verdict();
  }

  /** Returns why it ended early, or null. */
  async run(options: LobsterVerifyOptions, day: LobsterDay): Promise<string | null> {
    const { messagePath, rowsOfPath } = options;
    const truth = lobsterBookRows(this.#path);
    const owners = rowsOfPath === undefined ? null : csvLines(rowsOfPath);
    let owner = owners && (await nextKey(owners));
    for await (const line of csvLines(messagePath)) {
      this.#apply(lobsterMessageFrom(messagePath, line, day.dayStart));
      if (owners && owner !== keyOf(line.cells)) continue;
      const row = await truth.next();
      if (row.done) return null;
      this.#compare(row.value);
      if (owners) owner = await nextKey(owners);
    }
    if ((await truth.next()).done) return null;
    if (owners)
      this.#tally.unexplained({ row: this.#row + 1, what: `no message "${owner}" in the messages` });
    return `row ${this.#row + 1} on has no message`;
  }

  #apply(message: LobsterMessage): void {
    const notGiven = this.#conversion.add(message);
    if (notGiven === 0) return;
    this.#sides[message.side === 'B' ? 0 : 1].takeUnknown(this.#book.tickFrom(message.priceNanos), notGiven);
  }

  #compare(row: LobsterBookRow): void {
    this.#row += 1;
    const outcomes = ([BID_SIDE, ASK_SIDE] as const).map((side) => this.#compareSide(row, side));
    // The opening was taken from the first row: that the two are equal there says nothing.
    if (this.#row === 1) return;
    const worst =
      outcomes.find(({ kind }) => kind === 'unexplained') ??
      outcomes.find(({ kind }) => kind === 'explained');
    if (!worst || worst.kind === 'equal') {
      this.#tally.equal();
      return;
    }
    const side = worst === outcomes[0] ? 'bid' : 'ask';
    const price = this.#book.priceText(worst.tick);
    const example = { row: this.#row, what: `${side} ${price}: truth ${worst.truth}, book ${worst.book}` };
    if (worst.kind === 'explained') this.#tally.explained(UNTOLD_RULE, example);
    else this.#tally.unexplained(example);
  }

  #compareSide(row: LobsterBookRow, side: BookSide) {
    const truth = levelsOf(row, side, this.#book);
    return this.#sides[side].compare(truth, this.#book.levels(side), truth.length < row.depth);
  }
}

function keyOf(cells: readonly string[]): string {
  return cells.slice(0, 6).join(',');
}

async function nextKey(lines: AsyncGenerator<{ cells: readonly string[] }>): Promise<string | null> {
  const line = await lines.next();
  return line.done ? null : keyOf(line.value.cells);
}

async function compareStates(
  { messagePath, orderbookPath }: LobsterVerifyOptions,
  day: LobsterDay,
  conversion: LobsterConversion,
  book: ReplayedBook,
  opening: LobsterBookRow,
): Promise<StatesOutcome> {
  const unseenOn = (side: BookSide): OutOfSight => {
    const ticks = levelsOf(opening, side, book).map(({ tick }) => tick);
    return new OutOfSight(side, day.levels, ticks);
  };
  const unseen = [unseenOn(BID_SIDE), unseenOn(ASK_SIDE)] as const;
  const states = async function* () {
    for await (const message of lobsterMessages(messagePath, day.dayStart)) {
      conversion.add(message);
      const sides = [book.levels(BID_SIDE), book.levels(ASK_SIDE)] as const;
      unseen[BID_SIDE].note(sides[BID_SIDE]);
      unseen[ASK_SIDE].note(sides[ASK_SIDE]);
      yield sides;
    }
  };
  return compareBests(states(), lobsterBookRows(orderbookPath), unseen, book);
}

function levelsOf(row: LobsterBookRow, side: BookSide, book: ReplayedBook): TruthLevel[] {
  const letter = side === BID_SIDE ? 'B' : 'A';
  return row.levels
    .filter((level) => level.side === letter)
    .map(({ priceNanos, sizeLots }) => ({ tick: book.tickFrom(priceNanos), qtyLots: sizeLots }));
}
