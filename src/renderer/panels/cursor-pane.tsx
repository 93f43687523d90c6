// The cursor's readout: when, at which price, every field of the cell and the silver quantities under it.
import type { ReactElement, ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { FieldDescriptor } from '../../../contracts/fields.ts';
import { priceDigitsFromTickSize, priceNanosFromTick, priceTextFromNanos } from '../../../contracts/units.ts';
import { countText, signedText, ticksText, valueText } from '../format/numbers.ts';
import { fieldFamilies } from '../format/symbols.ts';
import { clockFromDay } from '../format/trade-time.ts';
import { heaviestTerms, termWords } from '../format/why.ts';
import type { CellReadout, SilverCell } from '../replay/columns.ts';
import type { DayFacts } from '../state/document.ts';
import type { CursorReadout } from '../state/readouts.ts';
import { useApp, useDocument, useObservable, useView } from './app-context.ts';
import { Hint } from './controls.tsx';
import { FieldSymbol } from './field-symbol.tsx';
import { Icon } from './icons.tsx';

const NOTHING = '—';
/** Terms that the readout's line has room for. */
const TERMS_IN_LINE = 2;

export function CursorPane(): ReactElement {
  const app = useApp();
  const day = useDocument((s) => s.day);
  const cursor = useObservable(app.readouts.cursor, (value) => value);
  const all = useView((s) => s.allFieldsShown);
  return (
    <section className="pane cursor-pane" aria-label="At the cursor">
      <div className="pane-head">
        <h2 className="pane-title">at the cursor</h2>
        <span className="pane-when">{noteOf(cursor)}</span>
        <Hint text={all ? 'Fewer fields' : 'All fields'}>
          <Button
            className="button fold-button"
            aria-label="All fields"
            aria-expanded={all}
            onPress={() => app.view.setState({ allFieldsShown: !all })}
          >
            <Icon name="chevron" />
          </Button>
        </Hint>
      </div>
      {day ? <CursorWords day={day} cursor={cursor} all={all} /> : null}
    </section>
  );
}

/** Why the pane shows no values; its lines stay where they are, so that nothing jumps under the eye. */
function noteOf(cursor: CursorReadout | null): string {
  if (!cursor) return 'point at the chart';
  if (cursor.state === 'ahead') return 'after the playhead';
  if (cursor.state === 'outside') return 'outside the day';
  return cursor.cell && !cursor.cell.valid ? 'no valid book' : '';
}

export function priceText(tick: number, tickSizeNanos: string): string {
  const size = BigInt(tickSizeNanos);
  return priceTextFromNanos(priceNanosFromTick(tick, size), priceDigitsFromTickSize(size));
}

function CursorWords({
  day,
  cursor,
  all,
}: {
  day: DayFacts;
  cursor: CursorReadout | null;
  all: boolean;
}): ReactElement {
  const clock = clockFromDay(day.summary);
  const cell = cursor?.cell ?? null;
  const fromSpot = cursor && cursor.spotTick !== null ? ` · ${ticksText(cursor.tick - cursor.spotTick)}` : '';
  return (
    <div className="pane-body">
      <dl className="readout">
        <Line term={`time (${clock.label})`}>{cursor ? clock.nanosText(cursor.tsNanos) : NOTHING}</Line>
        <Line term="UTC" quiet>
          {cursor ? clock.utcNanosText(cursor.tsNanos) : NOTHING}
        </Line>
        <Line term="price">
          {cursor ? `${priceText(cursor.tick, day.summary.tickSizeNanos)}${fromSpot}` : NOTHING}
        </Line>
      </dl>
      <FieldValues cell={cell?.valid ? cell : null} all={all} cursor={cursor} />
      <SilverTable bid={cell?.bid ?? null} ask={cell?.ask ?? null} />
    </div>
  );
}

function Line({
  term,
  quiet,
  children,
}: {
  term: string;
  quiet?: boolean;
  children: ReactNode;
}): ReactElement {
  return (
    <div className={quiet ? 'readout-line quiet' : 'readout-line'}>
      <dt>{term}</dt>
      <dd className="number">{children}</dd>
    </div>
  );
}

/** The first five add up: start + added − pulled − filled = end. */
const SILVER_ROWS: readonly (readonly [string, (cell: SilverCell) => number | null])[] = [
  ['start of the second', (cell) => cell.depthStart],
  ['+ added', (cell) => cell.add],
  ['− pulled', (cell) => cell.pull],
  ['− filled', (cell) => cell.fill],
  ['= end of the second', (cell) => cell.depthEnd],
  ['of it at rest 500 ms', (cell) => cell.depthRest],
  ['pulled after rest', (cell) => cell.pullRest],
  ['orders at the end', (cell) => cell.orders],
];

function SilverTable({ bid, ask }: { bid: SilverCell | null; ask: SilverCell | null }): ReactElement {
  const text = (cell: SilverCell | null, value: (cell: SilverCell) => number | null): string => {
    const count = cell ? value(cell) : 0;
    return count === null ? NOTHING : count === 0 ? '·' : countText(count);
  };
  return (
    <table className="silver-table">
      <thead>
        <tr>
          <th scope="col">lots</th>
          <th scope="col" className="bid-word">
            bid
          </th>
          <th scope="col" className="ask-word">
            ask
          </th>
        </tr>
      </thead>
      <tbody>
        {SILVER_ROWS.map(([words, value]) => (
          <tr key={words}>
            <th scope="row">{words}</th>
            <td className="number">{text(bid, value)}</td>
            <td className="number">{text(ask, value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The heaviest terms of the value shown; the whole account is a press away. */
function WhyLine({ cursor }: { cursor: CursorReadout | null }): ReactElement {
  const app = useApp();
  const why = useObservable(app.why.why, (value) => value);
  const fieldId = useView((s) => s.fieldId);
  const lattice = useView((s) => s.lattice);
  const isHere =
    why !== null &&
    cursor !== null &&
    why.fieldId === fieldId &&
    why.place.window === cursor.window &&
    why.place.tick === cursor.tick &&
    why.place.lattice === lattice;
  const terms = isHere ? heaviestTerms(why.explanation?.terms ?? [], TERMS_IN_LINE) : [];
  return (
    <div className="readout-why" aria-hidden="true">
      {isHere && why.explanation?.nearEmpty ? (
        <span className="doubtful">▲ from {countText(why.explanation.lots.start)} lots</span>
      ) : null}
      {terms.map((term) => (
        <span key={term.name}>
          {termWords(term)} <span className="number">{signedText(term.value)}</span>
        </span>
      ))}
    </div>
  );
}

interface FieldValuesProps {
  readonly cell: CellReadout | null;
  readonly all: boolean;
  readonly cursor: CursorReadout | null;
}

function FieldValues({ cell, all, cursor }: FieldValuesProps): ReactElement {
  const catalogue = useDocument((s) => s.catalogue);
  const fieldId = useView((s) => s.fieldId);
  const families = fieldFamilies(catalogue);
  const chosen = catalogue.find((field) => field.id === fieldId);
  const values = new Map(cell?.fields.map(({ id, value }) => [id, value]));
  return (
    <>
      {chosen ? (
        <div className="readout-chosen">
          <span>
            {chosen.label} <FieldSymbol symbol={chosen.symbol} />
          </span>
          <span className="number">{fieldText(chosen, values)}</span>
        </div>
      ) : null}
      <WhyLine cursor={cursor} />
      {families.map((family, i) => (
        <section
          key={family.title}
          aria-label={family.title}
          className={i === 0 ? 'family first' : all ? 'family' : 'family more'}
        >
          {i > 0 ? <h3 className="readout-family">{family.title}</h3> : null}
          <dl className="field-values">
            {family.fields.map((field) => (
              <div key={field.id} className={field.id === fieldId ? 'field-value chosen' : 'field-value'}>
                <dt title={field.label}>
                  <FieldSymbol symbol={field.symbol} />
                </dt>
                <dd className="number">{fieldText(field, values)}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </>
  );
}

function fieldText(field: FieldDescriptor, values: ReadonlyMap<string, number | null>): string {
  const value = values.get(field.id) ?? null;
  return field.scale === 'diverging' ? signedText(value) : valueText(value);
}
