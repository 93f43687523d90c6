// The colour bar: what the colours mean, and the control for it. Two handles for floor and ceiling with their values
// and percentiles; a double-click goes back to the day's robust range; a menu chooses the map.
import { type CSSProperties, type ReactElement, useState } from 'react';
import { Button, Menu, MenuItem, MenuTrigger, Slider, SliderThumb, SliderTrack } from 'react-aria-components';
import type { FieldDescriptor, FieldScale } from '../../../contracts/fields.ts';
import type { FieldScaleRange } from '../../../contracts/messages.ts';
import {
  barFromRanges,
  percentileFromValue,
  percentileText,
  rangeFromHandle,
} from '../format/color-scale.ts';
import { rangeText } from '../format/numbers.ts';
import { COLOR_MAPS, type ColorMap } from '../scene/color-maps.ts';
import { type ColorRange, rangeFromScale } from '../scene/color-range.ts';
import { differenceRange } from '../scene/second-channel.ts';
import { differenceKey } from '../state/second-channel.ts';
import { setColorMap, setRange } from '../state/view.ts';
import { useApp, useDocument, useView } from './app-context.ts';
import { Hint, Sheet } from './controls.tsx';
import { Icon } from './icons.tsx';

/** Positions that a handle can take along the bar. */
const STEPS = 400;

/** What a bar stands for: a field, or the difference of two. */
export interface BarScale {
  /** Under which its range is kept that was set by hand. */
  readonly id: string;
  readonly label: string;
  readonly scale: FieldScale;
}

export function FieldBar({ field }: { field: FieldDescriptor }): ReactElement {
  const lattice = useView((s) => s.lattice);
  const measured = useDocument((s) => s.scales[lattice]?.ranges[field.id]);
  return <MeasuredBar bar={field} measured={measured} />;
}

/** Until it is set by hand, the range is the one that was measured. */
export function MeasuredBar({
  bar,
  measured,
}: {
  bar: BarScale;
  measured: FieldScaleRange | undefined;
}): ReactElement {
  const byDefault = rangeFromScale(measured, bar.scale);
  const share = (value: number): string =>
    measured ? percentileText(percentileFromValue(value, measured.quantiles)) : '';
  const words = (range: ColorRange, byHand: boolean): string =>
    percentileWords(share(range.floor), share(range.ceiling), byHand ? 'by hand' : 'near spot');
  return <ColorBar bar={bar} byDefault={byDefault} words={words} />;
}

/** Until it is set by hand, a difference's range reaches as far as the first field's own. */
export function DifferenceBar({
  first,
  second,
}: {
  first: FieldDescriptor;
  second: FieldDescriptor;
}): ReactElement {
  const lattice = useView((s) => s.lattice);
  const measured = useDocument((s) => s.scales[lattice]?.ranges[first.id]);
  const chosen = useView((s) => s.ranges[first.id]);
  const byDefault = differenceRange(chosen ?? rangeFromScale(measured, first.scale), first.scale);
  const bar = {
    id: differenceKey(first, second),
    label: `the difference in ${first.label}`,
    scale: 'diverging',
  } as const;
  return (
    <ColorBar bar={bar} byDefault={byDefault} words={(_, byHand) => (byHand ? 'by hand' : 'as the field')} />
  );
}

function ColorBar({
  bar,
  byDefault,
  words,
}: {
  bar: BarScale;
  byDefault: ColorRange;
  words(range: ColorRange, byHand: boolean): string;
}): ReactElement {
  const app = useApp();
  const chosen = useView((s) => s.ranges[bar.id]);
  const map = COLOR_MAPS.require(useView((s) => s.colorMaps[bar.scale]));
  const range = chosen ?? byDefault;
  const reset = (): void => setRange(app.view, bar.id, null);
  return (
    <div className="color-bar">
      <span className="number color-bar-value">{rangeText(range.floor)}</span>
      <RangeSlider field={bar} range={range} byDefault={byDefault} map={map} onReset={reset} />
      <span className="number color-bar-value">{rangeText(range.ceiling)}</span>
      <Hint text={chosen ? 'Back to the range of the day' : 'Robust range of the day'}>
        <Button
          className="color-bar-words"
          onPress={reset}
          aria-label={chosen ? 'Reset the colour range' : 'Colour range of the day'}
        >
          {words(range, chosen !== undefined)}
        </Button>
      </Hint>
      <MapMenu field={bar} map={map} />
    </div>
  );
}

function percentileWords(floor: string, ceiling: string, from: string): string {
  return floor && ceiling ? `${floor}–${ceiling} ${from}` : 'not measured yet';
}

interface RangeSliderProps {
  readonly field: BarScale;
  readonly range: ColorRange;
  readonly byDefault: ColorRange;
  readonly map: ColorMap;
  onReset(): void;
}

function RangeSlider({ field, range, byDefault, map, onReset }: RangeSliderProps): ReactElement {
  const app = useApp();
  // While a handle is dragged the bar keeps its ends, else it would run away under the pointer.
  const [held, setHeld] = useState<ColorRange | null>(null);
  const bar = held ?? barFromRanges(field.scale, byDefault, range);
  const step = (bar.ceiling - bar.floor) / STEPS;
  const change = (values: readonly number[]): void => {
    setHeld(bar);
    const handle = values[0] === range.floor ? 'ceiling' : 'floor';
    const value = (handle === 'floor' ? values[0] : values[1]) as number;
    setRange(app.view, field.id, rangeFromHandle(field.scale, range, handle, value, step * 4));
  };
  const share = (value: number): number => (value - bar.floor) / (bar.ceiling - bar.floor);
  return (
    <Slider
      className="range-slider"
      aria-label={`Colour range of ${field.label}`}
      value={[range.floor, range.ceiling]}
      minValue={bar.floor}
      maxValue={bar.ceiling}
      step={step}
      formatOptions={{ maximumSignificantDigits: 4 }}
      onChange={change}
      onChangeEnd={() => setHeld(null)}
    >
      <SliderTrack
        className="range-track"
        onDoubleClick={onReset}
        style={gradientStyle(map, share(range.floor), share(range.ceiling))}
      >
        <SliderThumb index={0} className="range-handle" aria-label="Floor" />
        <SliderThumb index={1} className="range-handle" aria-label="Ceiling" />
      </SliderTrack>
    </Slider>
  );
}

/** The map between two shares of the bar; beyond them its end colours, as on the chart. */
function gradientStyle(map: ColorMap, from: number, to: number): CSSProperties {
  const last = map.stops.length - 1;
  const stops = map.stops.map(
    (color, i) => `${color} ${((from + ((to - from) * i) / last) * 100).toFixed(2)}%`,
  );
  return { background: `linear-gradient(to right in oklab, ${stops.join(', ')})` };
}

function MapMenu({ field, map }: { field: BarScale; map: ColorMap }): ReactElement {
  const app = useApp();
  const maps = COLOR_MAPS.all.filter((each) => each.scale === field.scale);
  return (
    <MenuTrigger>
      <Button className="button map-button" aria-label={`Colour map: ${map.label}`}>
        {map.label}
        <Icon name="chevron" />
      </Button>
      <Sheet placement="bottom end">
        <Menu
          aria-label="Colour maps"
          className="menu"
          selectionMode="single"
          selectedKeys={[map.id]}
          onAction={(key) => setColorMap(app.view, field.scale, String(key))}
        >
          {maps.map((each) => (
            <MenuItem key={each.id} id={each.id} className="menu-item map-item" textValue={each.label}>
              <span className="map-swatch" style={gradientStyle(each, 0, 1)} />
              {each.label}
            </MenuItem>
          ))}
        </Menu>
      </Sheet>
    </MenuTrigger>
  );
}
