// The model's parameters: presets, every number and variant with its range, a mark on what differs from the defaults,
// undo. What is moved is seen on the chart at once.
import { memo, type ReactElement, type ReactNode } from 'react';
import { Group, Input, NumberField, Slider, SliderThumb, SliderTrack, Switch } from 'react-aria-components';
import { FORECAST_SPECS } from '../../../contracts/forecast-specs.ts';
import { MARKER_SPECS } from '../../../contracts/marker-specs.ts';
import { DEFAULT_MODEL, MODEL_PRESET_NAMES } from '../../../contracts/model-params.ts';
import {
  type ChoiceSpec,
  type NumberSpec,
  PARAM_SECTIONS,
  PARAM_SPECS,
  type ParamSection,
  type ParamSpec,
} from '../../../contracts/param-specs.ts';
import { DEFAULT_FIELD_PARAMS, type FieldParams } from '../../../contracts/params.ts';
import type { SliderSpec } from '../../../contracts/slider-spec.ts';
import { isChanged, type ParamsState, paramsText } from '../state/params.ts';
import { useApp, useObservable } from './app-context.ts';
import { IconButton, Segment } from './controls.tsx';
import { FieldSymbol } from './field-symbol.tsx';

const SECTION_WORDS: Readonly<Record<ParamSection, string>> = {
  flow: 'flow u',
  averages: 'averages, seconds',
  depth: 'rest φ and passage κ',
  viscosity: 'viscosity ν',
  walls: 'walls O',
  options: 'strikes of options',
  range: 'range',
};
const PRESETS = MODEL_PRESET_NAMES.map((id) => ({ id, text: id }));
/** What an unlimited number comes back to. */
const LIMIT_AGAIN = 1;

export function ParamsPane({ tabs }: { tabs: ReactNode }): ReactElement {
  return (
    <section className="pane book-pane params-pane" aria-label="Parameters">
      <div className="pane-head">{tabs}</div>
      <PresetLine />
      <Lines />
    </section>
  );
}

function Lines(): ReactElement {
  const app = useApp();
  const state = useObservable(app.params.state, (value) => value);
  return (
    <div className="pane-body params-body">
      {PARAM_SECTIONS.map((section) => (
        <section key={section} aria-label={SECTION_WORDS[section]}>
          <h3 className="params-section">{SECTION_WORDS[section]}</h3>
          {PARAM_SPECS.filter((spec) => spec.section === section).map((spec) => (
            <ParamLine key={spec.id} spec={spec} params={state.params} />
          ))}
        </section>
      ))}
      <OtherSections state={state} />
    </div>
  );
}

/** Parameters that change no field: of the path, and of what is marked. */
function OtherSections({ state }: { state: ParamsState }): ReactElement {
  const app = useApp();
  return (
    <>
      <section aria-label="path of the next 30 s">
        <h3 className="params-section">path of the next 30 s</h3>
        {FORECAST_SPECS.map((spec) => (
          <SliderLine
            key={spec.id}
            spec={spec}
            value={state.forecast[spec.id]}
            usual={DEFAULT_MODEL.forecast[spec.id]}
            onChange={(value, dragging) => app.params.changeForecast(spec, value, dragging)}
          />
        ))}
      </section>
      <section aria-label="walls, voids, events">
        <h3 className="params-section">walls, voids, events</h3>
        {MARKER_SPECS.map((spec) => (
          <SliderLine
            key={spec.id}
            spec={spec}
            value={state.markers[spec.id]}
            usual={DEFAULT_MODEL.markers[spec.id]}
            onChange={(value, dragging) => app.params.changeMarkers(spec, value, dragging)}
          />
        ))}
      </section>
    </>
  );
}

interface SliderLineProps {
  readonly spec: SliderSpec;
  readonly value: number;
  /** The default. */
  readonly usual: number;
  onChange(value: number, dragging: boolean): void;
}

/** Sixty times a second while another is dragged: a line is rendered when its own value changed. */
const SliderLine = memo(
  PlainSliderLine,
  (a, b) => a.spec === b.spec && a.value === b.value && a.usual === b.usual,
);

function PlainSliderLine({ spec, value, usual, onChange }: SliderLineProps): ReactElement {
  const changed = value !== usual;
  return (
    <div className={changed ? 'param-line changed' : 'param-line'}>
      <ChangedMark changed={changed} text={String(usual)} onBack={() => onChange(usual, false)} />
      <span className="param-symbol" title={spec.hint}>
        <FieldSymbol symbol={spec.symbol} />
      </span>
      <NumberControls spec={spec} value={value} onChange={onChange} />
    </div>
  );
}

/** Its parts follow what each of them shows: most of it stands while a slider is dragged. */
function PresetLine(): ReactElement {
  const app = useApp();
  const preset = useObservable(app.params.state, (state) => state.preset);
  const copy = (): void => void navigator.clipboard.writeText(paramsText(app.params.state.get().params));
  return (
    <div className="params-presets">
      <Segment
        label="Preset"
        items={PRESETS}
        chosen={preset}
        onChoose={(name) => app.params.choosePreset(name)}
      />
      <ParamsName />
      <UndoButtons />
      <IconButton icon="copy" label="Copy as JSON, for --params" onPress={copy} />
    </div>
  );
}

function ParamsName(): ReactElement {
  const app = useApp();
  const changed = useObservable(app.params.state, (state) => (state.preset === null ? state.changed : null));
  const hash = useObservable(app.params.state, (state) => state.hash.slice(0, 8));
  return (
    <span className="params-count">
      {changed === null ? '' : `${changed} changed `}
      <span className="number" title="Parameters of everything on screen">
        {hash}
      </span>
    </span>
  );
}

function UndoButtons(): ReactElement {
  const app = useApp();
  const canUndo = useObservable(app.params.state, (state) => state.canUndo);
  const canRedo = useObservable(app.params.state, (state) => state.canRedo);
  return (
    <>
      <IconButton
        icon="undo"
        label="Undo"
        keyWords="U"
        isDisabled={!canUndo}
        onPress={() => app.params.undo()}
      />
      <IconButton
        icon="redo"
        label="Redo"
        keyWords="Shift U"
        isDisabled={!canRedo}
        onPress={() => app.params.redo()}
      />
    </>
  );
}

interface ParamLineProps {
  readonly spec: ParamSpec;
  readonly params: FieldParams;
}

const ParamLine = memo(
  PlainParamLine,
  (a, b) => a.spec === b.spec && a.spec.read(a.params) === b.spec.read(b.params),
);

function PlainParamLine({ spec, params }: ParamLineProps): ReactElement {
  const app = useApp();
  const changed = isChanged(spec, params);
  const usual = spec.read(DEFAULT_FIELD_PARAMS);
  return (
    <div className={changed ? 'param-line changed' : 'param-line'}>
      <ChangedMark
        changed={changed}
        text={String(usual ?? (spec.kind === 'number' ? spec.off : ''))}
        onBack={() => app.params.change(spec, usual)}
      />
      <span className="param-symbol" title={spec.hint}>
        <FieldSymbol symbol={spec.symbol} />
      </span>
      {spec.kind === 'choice' ? (
        <ChoiceInput spec={spec} params={params} />
      ) : (
        <NumberInput spec={spec} params={params} />
      )}
    </div>
  );
}

/** A dot where the value is not the default; pressing it goes back. */
function ChangedMark({
  changed,
  text,
  onBack,
}: {
  changed: boolean;
  text: string;
  onBack(): void;
}): ReactElement {
  if (!changed) return <span className="param-mark" />;
  return <IconButton icon="dot" label={`Changed: back to ${text}`} onPress={onBack} />;
}

function ChoiceInput({ spec, params }: { spec: ChoiceSpec; params: FieldParams }): ReactElement {
  const app = useApp();
  return (
    <Segment
      label={spec.hint}
      items={spec.choices.map(({ id, formula }) => ({ id, text: id, name: `${id}: ${formula}` }))}
      chosen={spec.read(params)}
      onChoose={(id) => app.params.change(spec, id)}
    />
  );
}

function NumberInput({ spec, params }: { spec: NumberSpec; params: FieldParams }): ReactElement {
  const app = useApp();
  const value = spec.read(params);
  return (
    <>
      {value === null ? <span className="param-off">{spec.off}</span> : null}
      {spec.off === undefined ? null : (
        <Switch
          className="param-switch"
          aria-label={`Limit ${spec.symbol}`}
          isSelected={value !== null}
          onChange={(limited) => app.params.change(spec, limited ? LIMIT_AGAIN : null)}
        />
      )}
      {value === null ? null : (
        <NumberControls
          spec={spec}
          value={value}
          onChange={(next, dragging) => app.params.change(spec, next, dragging)}
        />
      )}
    </>
  );
}

/** A slider over the usual part of the range, and the number itself. */
function NumberControls({
  spec,
  value,
  onChange,
}: {
  spec: Pick<NumberSpec, 'symbol' | 'hint' | 'min' | 'max' | 'step' | 'slider'>;
  value: number;
  onChange(value: number, dragging: boolean): void;
}): ReactElement {
  const app = useApp();
  const [from, to] = spec.slider;
  const name = `${spec.symbol}, ${spec.hint}`;
  const onSlider = Math.min(to, Math.max(from, value));
  return (
    <>
      <Slider
        className="param-slider"
        aria-label={name}
        value={onSlider}
        minValue={from}
        maxValue={to}
        step={spec.step}
        onChange={(next) => onChange(next as number, true)}
        onChangeEnd={() => app.params.endDrag()}
      >
        <SliderTrack className="param-track">
          <span className="param-filled" style={{ width: `${((onSlider - from) / (to - from)) * 100}%` }} />
          <SliderThumb className="param-thumb" />
        </SliderTrack>
      </Slider>
      <NumberField
        className="param-field"
        aria-label={name}
        value={value}
        minValue={spec.min}
        maxValue={spec.max}
        step={spec.step}
        formatOptions={{ maximumFractionDigits: 2, useGrouping: false }}
        onChange={(next) => onChange(next, false)}
      >
        <Group className="param-group">
          <Input className="param-input number" />
        </Group>
      </NumberField>
    </>
  );
}
