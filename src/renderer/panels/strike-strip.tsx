// Strikes by time under the future's chart: its head with field, rights, expiries and colours, and the chart itself.
import { type ReactElement, useEffect, useRef } from 'react';
import { Button, Menu, MenuItem, MenuTrigger } from 'react-aria-components';
import type { FieldDescriptor } from '../../../contracts/fields.ts';
import { strikeFields } from '../../../contracts/option-datasets.ts';
import { OPTION_RIGHTS, type OptionRight } from '../../../contracts/options.ts';
import { PARAM_SPECS, type ParamSpec } from '../../../contracts/param-specs.ts';
import type { FieldParams } from '../../../contracts/params.ts';
import { ensure } from '../../base/assert.ts';
import type { FieldChart } from '../chart/field-chart.ts';
import { signedText, valueText } from '../format/numbers.ts';
import { clockFromDay } from '../format/trade-time.ts';
import { expiriesInScope } from '../replay/strike-day.ts';
import { strikeField, strikeRangeKey } from '../state/strike-view.ts';
import { useApp, useBlind, useDocument, useObservable, useView } from './app-context.ts';
import { chartKeys } from './chart-keys.ts';
import { MeasuredBar } from './color-bar.tsx';
import { Hint, IconButton, Segment, Sheet, TextButton } from './controls.tsx';
import { FieldSymbol } from './field-symbol.tsx';
import { Icon } from './icons.tsx';

const RIGHT_WORDS: Readonly<Record<OptionRight, string>> = { all: 'both', C: 'calls', P: 'puts' };
const RIGHTS = OPTION_RIGHTS.map((id) => ({ id, text: RIGHT_WORDS[id] }));
const EXPIRIES = [
  { id: 'today', text: 'today', name: 'Expiring on this trade date' },
  { id: 'week', text: 'week', name: 'Expiring this week' },
  { id: 'all', text: 'all', name: 'All expiries' },
] as const;
const EXPIRIES_SPEC: ParamSpec = ensure(
  PARAM_SPECS.find(({ id }) => id === 'optExpiries'),
  'a parameter of expiries',
);

/** The offer of strikes, on a day with options. */
export function StrikesButton(): ReactElement | null {
  const app = useApp();
  const has = useDocument((s) => s.day?.options !== undefined);
  const shown = useView((s) => s.strikeMap.shown);
  const blind = useBlind();
  if (!has || blind) return null;
  const name = shown ? 'Hide strikes by time' : 'Strikes by time';
  return (
    <Hint text={name} keyWords="J">
      <Button
        className={shown ? 'button map-button second-button on' : 'button map-button'}
        aria-label={name}
        onPress={() => app.strikeView.toggle()}
      >
        {shown ? 'strikes' : '+ strikes'}
      </Button>
    </Hint>
  );
}

/** Nothing without options, and nothing where the price is not to be told. */
export function StrikeStrip({ chart }: { chart: FieldChart }): ReactElement | null {
  const app = useApp();
  const dayId = useDocument((s) => (s.day?.options ? s.day.summary.dayId : null));
  const shown = useView((s) => s.strikeMap.shown);
  const blind = useBlind();
  const fieldId = useView((s) => s.strikeMap.fieldId);
  const catalogue = useDocument((s) => s.catalogue);
  const field = strikeField(catalogue, fieldId);
  if (!shown || !dayId || blind || !field) return null;
  return (
    <section className="strike-strip" aria-label="Strikes by time">
      <div className="strike-head">
        <StrikeFieldMenu fields={strikeFields(catalogue)} field={field} />
        <StrikeReadout field={field} />
        <Choices />
        <StrikeBar field={field} />
        <IconButton icon="close" label="Hide strikes by time" onPress={() => app.strikeView.toggle()} />
      </div>
      <div className="strike-frame">
        <StrikeMount key={dayId} chart={chart} />
        <ScopeNote />
      </div>
    </section>
  );
}

function StrikeMount({ chart }: { chart: FieldChart }): ReactElement {
  const app = useApp();
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!root.current) return undefined;
    const attached = app.strikeView.attach(root.current, chart);
    return () => attached.dispose();
  }, [app, chart]);
  return <div ref={root} className="chart-mount" {...chartKeys('Strikes by time', () => app.strikeView)} />;
}

function StrikeFieldMenu({
  fields,
  field,
}: {
  fields: readonly FieldDescriptor[];
  field: FieldDescriptor;
}): ReactElement {
  const app = useApp();
  return (
    <MenuTrigger>
      <Button className="button strike-field" aria-label={`Field of strikes: ${field.label}`}>
        <span className="strike-title">strikes</span>
        {field.label} <FieldSymbol symbol={field.symbol} />
        <Icon name="chevron" />
      </Button>
      <Sheet className="field-menu" placement="top start">
        <Menu
          aria-label="Field of strikes"
          className="menu"
          selectionMode="single"
          selectedKeys={[field.id]}
          onAction={(key) => app.strikeView.choose({ fieldId: String(key) })}
        >
          {fields.map((each) => (
            <MenuItem key={each.id} id={each.id} className="menu-item field-item" textValue={each.label}>
              <FieldSymbol symbol={each.symbol} />
              <span className="field-item-label">{each.label}</span>
              <span className="field-item-hint">{each.hint}</span>
              <span />
            </MenuItem>
          ))}
        </Menu>
      </Sheet>
    </MenuTrigger>
  );
}

/** Strike, time and value under the crosshair. */
function StrikeReadout({ field }: { field: FieldDescriptor }): ReactElement {
  const app = useApp();
  const place = useObservable(app.strikeView.place, (value) => value);
  const summary = useDocument((s) => s.day?.summary);
  if (!place || !summary) return <output className="strike-readout" aria-label="Strike at the cursor" />;
  const text = field.scale === 'diverging' ? signedText(place.value) : valueText(place.value);
  return (
    <output className="strike-readout number" aria-label="Strike at the cursor">
      <strong>{place.strikeText}</strong>
      <span>{clockFromDay(summary).timeText(place.window)}</span>
      <strong>{text}</strong>
    </output>
  );
}

function Choices(): ReactElement {
  const app = useApp();
  const right = useView((s) => s.strikeMap.right);
  const expiries = useObservable(app.params.state, ({ params }) => params.optExpiries);
  return (
    <>
      <Segment
        label="Options"
        items={RIGHTS}
        chosen={right}
        onChoose={(id) => app.strikeView.choose({ right: id })}
      />
      <Segment<FieldParams['optExpiries']>
        label="Expiries"
        items={EXPIRIES}
        chosen={expiries}
        onChoose={(id) => app.params.change(EXPIRIES_SPEC, id)}
      />
    </>
  );
}

function StrikeBar({ field }: { field: FieldDescriptor }): ReactElement {
  const app = useApp();
  const measured = useObservable(app.strikeView.ranges, (ranges) => ranges.get(field.id));
  const bar = { id: strikeRangeKey(field), label: `${field.label} on strikes`, scale: field.scale };
  return <MeasuredBar bar={bar} measured={measured} />;
}

/** Why there is nothing to see, where no expiry counts. */
function ScopeNote(): ReactElement | null {
  const app = useApp();
  const params = useObservable(app.params.state, (state) => state.params);
  const none = useDocument(
    ({ day }) =>
      day?.options &&
      expiriesInScope(day.options, params, {
        dataset: day.summary.dataset,
        dayStartNanos: BigInt(day.summary.dayStartNanos),
      }) === 0,
  );
  if (!none) return null;
  const words = params.optExpiries === 'today' ? 'on this trade date' : 'this week';
  return (
    <div className="strike-note">
      <span>No option here expires {words}.</span>
      <TextButton onPress={() => app.params.change(EXPIRIES_SPEC, 'all')}>All expiries</TextButton>
    </div>
  );
}
