// Why a value is what it is: the terms that add up to it as bars, each with what went into it; a field among those can
// be followed. Shows the cell pointed at last, so that the pointer may leave the chart.
import type { ReactElement, ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { FieldDescriptor, Lattice } from '../../../contracts/fields.ts';
import type { ExplainedTerm, Explanation } from '../../../contracts/messages.ts';
import { countText, signedText, valueText } from '../format/numbers.ts';
import { clockFromDay } from '../format/trade-time.ts';
import { barsOfTerms, inputsOfTerm, termWords } from '../format/why.ts';
import type { DayFacts } from '../state/document.ts';
import type { Why } from '../state/why.ts';
import { useApp, useDocument, useObservable } from './app-context.ts';
import { IconButton } from './controls.tsx';
import { priceText } from './cursor-pane.tsx';
import { FieldSymbol } from './field-symbol.tsx';

const LATTICE_WORDS: Readonly<Record<Lattice, string>> = { B: 'bids', A: 'asks', L: 'line' };
/** Times the slowest time constant until averages have warmed up. */
const WARM_UP_TAUS = 3;

export function WhyPane({ tabs }: { tabs: ReactNode }): ReactElement {
  const app = useApp();
  const day = useDocument((s) => s.day);
  const catalogue = useDocument((s) => s.catalogue);
  const why = useObservable(app.why.why, (value) => value);
  const field = catalogue.find(({ id }) => id === why?.fieldId);
  return (
    <section className="pane book-pane why-pane" aria-label="Why">
      <div className="pane-head">{tabs}</div>
      <div className="pane-body why-body">
        {why && field && why.explanation ? (
          <Account field={field} explanation={why.explanation} place={day ? placeText(day, why) : ''} />
        ) : (
          <p className="pane-note">
            {why ? 'Nothing is published in this cell.' : 'Point at a cell of the chart.'}
          </p>
        )}
      </div>
    </section>
  );
}

function placeText({ summary }: DayFacts, { place }: Why): string {
  const time = clockFromDay(summary).timeText(place.window);
  return `${time} · ${priceText(place.tick, summary.tickSizeNanos)} · ${LATTICE_WORDS[place.lattice]}`;
}

interface AccountProps {
  readonly field: FieldDescriptor;
  readonly explanation: Explanation;
  readonly place: string;
}

function Account({ field, explanation, place }: AccountProps): ReactElement {
  const app = useApp();
  const path = useObservable(app.why.path, (ids) => ids);
  const { terms, value } = explanation;
  const bars = barsOfTerms(terms);
  return (
    <>
      <div className="why-head">
        {path.length > 0 ? (
          <IconButton icon="back" label="Back to where it went in" onPress={() => app.why.back()} />
        ) : null}
        <h3 className="why-field" title={field.formula}>
          {field.label} <FieldSymbol symbol={field.symbol} />
        </h3>
        <span className="number why-value">{textOf(field, value)}</span>
      </div>
      <p className="why-place number">{place}</p>
      <p className="why-formula">{field.formula}</p>
      <ul className="why-terms" aria-label="Terms">
        {terms.map((term, i) => (
          <TermLine key={term.name} term={term} bar={bars[i] ?? { left: 0, width: 0 }} />
        ))}
      </ul>
      <p className="why-sum">
        <span>{terms.length === 0 ? 'too early in the day for it' : 'together'}</span>
        <span className="number">{textOf(field, value)}</span>
      </p>
      <Notes explanation={explanation} />
    </>
  );
}

function TermLine({
  term,
  bar,
}: {
  term: ExplainedTerm;
  bar: { readonly left: number; readonly width: number };
}): ReactElement {
  const app = useApp();
  const catalogue = useDocument((s) => s.catalogue);
  const style = { left: `${bar.left * 100}%`, width: `${bar.width * 100}%` };
  return (
    <li className="why-term">
      <span className="why-name">{termWords(term)}</span>
      <span className="why-bar" aria-hidden="true">
        <span className={term.value < 0 ? 'why-fill less' : 'why-fill'} style={style} />
      </span>
      <span className="number">{signedText(term.value)}</span>
      <span className="why-inputs">
        {inputsOfTerm(term, catalogue).map(({ words, value, fieldId }) =>
          fieldId === null ? (
            <span key={words}>
              <FieldSymbol symbol={words} /> <span className="number">{valueText(value)}</span>
            </span>
          ) : (
            <Button key={words} className="why-input" onPress={() => app.why.follow(fieldId)}>
              <FieldSymbol symbol={words} /> <span className="number">{valueText(value)}</span>
            </Button>
          ),
        )}
      </span>
    </li>
  );
}

function Notes({ explanation }: { explanation: Explanation }): ReactElement {
  const app = useApp();
  const slowest = useObservable(app.params.state, ({ params }) => params.taus[3]);
  const { lots, nearEmpty, validWindows } = explanation;
  const { start, add, pull, fill, end } = lots;
  return (
    <>
      <p className="why-note">
        Depth behind it:{' '}
        <span className="number">
          {countText(start)} + {countText(add)} − {countText(pull)} − {countText(fill)} = {countText(end)}
        </span>{' '}
        lots.
      </p>
      {nearEmpty ? (
        <p className="why-note doubtful">
          The level was next to empty when the second began: a few lots make a spike.
        </p>
      ) : null}
      {validWindows < WARM_UP_TAUS * slowest ? (
        <p className="why-note">
          Averages are warming up: {countText(validWindows)} of {countText(Math.ceil(WARM_UP_TAUS * slowest))}{' '}
          seconds.
        </p>
      ) : null}
    </>
  );
}

function textOf(field: FieldDescriptor, value: number): string {
  return field.scale === 'diverging' ? signedText(value) : valueText(value);
}
