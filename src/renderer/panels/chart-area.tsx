// The middle of the screen: what is drawn and what its colours mean, and below it the chart, which is no React matter:
// the panel gives it an element and takes it away again.
import { type ReactElement, useEffect, useRef } from 'react';
import type { FieldChart } from '../chart/field-chart.ts';
import { useApp, useDocument, useObservable, useView } from './app-context.ts';
import { ColorBar } from './color-bar.tsx';
import { TextButton } from './controls.tsx';
import { FieldSymbol } from './field-symbol.tsx';
import { Icon } from './icons.tsx';
import { PixelMenu } from './pixel-menu.tsx';

export function ChartArea(): ReactElement {
  const app = useApp();
  const chart = useObservable(app.picture.chart, (value) => value);
  return (
    <main className="chart-area">
      <ChartTitle />
      <div className="chart-frame">
        <ChartMount />
        {chart ? <FollowPill chart={chart} /> : null}
        <EmptyNote />
      </div>
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
      <h2 className="chart-field" title={field.formula}>
        {field.label} <FieldSymbol symbol={field.symbol} />
      </h2>
      <span className="chart-hint">{field.hint}</span>
      <ColorBar field={field} />
      <PixelMenu />
    </div>
  );
}

function ChartMount(): ReactElement {
  const app = useApp();
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!root.current) return undefined;
    const attached = app.picture.attach(root.current);
    return () => attached.dispose();
  }, [app]);
  return <div ref={root} className="chart-mount" />;
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

/** A day without a single valid second has nothing to draw; the chart says so instead of staying black. */
function EmptyNote(): ReactElement | null {
  const state = useDocument((s) => {
    if (!s.day) return s.dayId || s.starting ? 'opening' : null;
    if (s.day.validWindows > 0) return null;
    return s.day.summary.state === 'growing' ? 'waiting' : 'empty';
  });
  if (!state) return null;
  const words = {
    opening: 'Opening the day',
    waiting: 'Reading up to the first valid second',
    empty: 'No second of this day has a valid book',
  };
  return <p className="chart-note">{words[state]}</p>;
}
