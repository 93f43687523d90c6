// The middle of the screen: what is drawn and what its colours mean, and below it the chart, which is no React matter:
// the panel gives it an element and takes it away again.
import { type ReactElement, useEffect, useRef } from 'react';
import type { FieldDescriptor } from '../../../contracts/fields.ts';
import type { FieldChart } from '../chart/field-chart.ts';
import { refusalOf, secondField } from '../state/second-channel.ts';
import { useApp, useDocument, useObservable, useView } from './app-context.ts';
import { chartKeys } from './chart-keys.ts';
import { DifferenceBar, FieldBar } from './color-bar.tsx';
import { TextButton } from './controls.tsx';
import { FieldSymbol } from './field-symbol.tsx';
import { Icon } from './icons.tsx';
import { PixelMenu } from './pixel-menu.tsx';
import { SecondMenu } from './second-menu.tsx';
import { StrikeStrip, StrikesButton } from './strike-strip.tsx';

export function ChartArea(): ReactElement {
  const app = useApp();
  const chart = useObservable(app.picture.chart, (value) => value);
  return (
    <main className="chart-area">
      <ChartTitle />
      <div className="chart-frame">
        <ChartMount />
        {chart ? <FollowPill chart={chart} /> : null}
        {chart ? <RecomputingNote chart={chart} /> : null}
        <EmptyNote />
      </div>
      {chart ? <StrikeStrip chart={chart} /> : null}
    </main>
  );
}

function ChartTitle(): ReactElement {
  const catalogue = useDocument((s) => s.catalogue);
  const fieldId = useView((s) => s.fieldId);
  const field = catalogue.find((each) => each.id === fieldId);
  if (!field) return <div className="chart-title" />;
  return (
    <div className="chart-title">
      <div className="chart-name">
        <h2 className="chart-field" title={field.formula}>
          {field.label} <FieldSymbol symbol={field.symbol} />
        </h2>
        <span className="chart-hint" title={field.hint}>
          {field.hint}
        </span>
      </div>
      <SecondMenu first={field} />
      <StrikesButton />
      <ShownColorBar field={field} />
      <PixelMenu />
    </div>
  );
}

/** Of the field; of the difference where that is on screen. */
function ShownColorBar({ field }: { field: FieldDescriptor }): ReactElement {
  const catalogue = useDocument((s) => s.catalogue);
  const fieldId = useView((s) => s.fieldId);
  const second = useView((s) => s.second);
  const other = secondField(catalogue, { fieldId, second });
  const isDifference =
    second.mode === 'difference' && other && refusalOf(field, other, 'difference') === null;
  return isDifference ? <DifferenceBar first={field} second={other} /> : <FieldBar field={field} />;
}

function ChartMount(): ReactElement {
  const app = useApp();
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!root.current) return undefined;
    const attached = app.picture.attach(root.current);
    return () => attached.dispose();
  }, [app]);
  const chart = () => app.picture.chart.get();
  return <div ref={root} className="chart-mount" {...chartKeys('Field by price and time', chart)} />;
}

/** Shown only when the view does not follow the playhead: the way back is always in sight. */
function FollowPill({ chart }: { chart: FieldChart }): ReactElement | null {
  const app = useApp();
  const following = useObservable(chart.following, (value) => value);
  const mode = useView((s) => s.follow);
  if (following && mode !== 'off') return null;
  return (
    <TextButton className="follow-pill" onPress={() => app.picture.toggleFollow()}>
      <Icon name="follow" />
      {mode === 'off' ? 'Follow' : 'Back to playhead'}
    </TextButton>
  );
}

/** A zoomed-out picture under other parameters comes from left to right; the rest is the one before. */
function RecomputingNote({ chart }: { chart: FieldChart }): ReactElement | null {
  const unfinished = useObservable(chart.ready, ({ unfinishedTiles }) => unfinishedTiles > 0);
  if (!unfinished) return null;
  return (
    <p className="recomputing-note" role="status">
      Recomputing, from left to right
    </p>
  );
}

/** A day without a single valid second has nothing to draw; the chart says so instead of staying black. */
function EmptyNote(): ReactElement | null {
  const state = useDocument((s) => {
    if (!s.day) return s.dayId || s.starting ? 'opening' : null;
    if (s.day.validWindows > 0) return null;
    return s.day.summary.state === 'growing' ? 'waiting' : 'empty';
  });
  const phrase = useDocument((s) => s.day?.summary.verdict?.phrase ?? 'no second has a valid book');
  if (!state) return null;
  const words = {
    opening: 'Opening the day',
    waiting: 'Reading up to the first valid second',
    empty: `Nothing to draw: ${phrase}`,
  };
  return <p className="chart-note">{words[state]}</p>;
}
