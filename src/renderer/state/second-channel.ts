// What the second channel shows, worked out from settings, catalogue and measured ranges; and the changes that keys and
// menu make to the settings.
import type { FieldDescriptor } from '../../../contracts/fields.ts';
import { FIELD_PRESETS, type FieldParams, paramsHash, presetOfParams } from '../../../contracts/params.ts';
import type { ShownSecond } from '../chart/field-scene.ts';
import type { GoldView } from '../replay/gold-view.ts';
import { COLOR_MAPS } from '../scene/color-maps.ts';
import { type ColorRange, rangeFromScale } from '../scene/color-range.ts';
import { differenceRange, SECOND_MODES, type SecondMode } from '../scene/second-channel.ts';
import type { DocumentState } from './document.ts';
import type { SecondParams, ViewSettings } from './view.ts';

/** Why a second channel that is chosen cannot be shown. */
export type SecondRefusal = 'units differ';

/** The second field: the one chosen, or the first again. */
export function secondField(
  catalogue: readonly FieldDescriptor[],
  { fieldId, second }: Pick<ViewSettings, 'fieldId' | 'second'>,
): FieldDescriptor | null {
  const id = second.fieldId ?? fieldId;
  return catalogue.find((field) => field.id === id) ?? null;
}

/** Only numbers of one unit have a difference. */
export function refusalOf(
  first: FieldDescriptor,
  second: FieldDescriptor,
  mode: SecondMode,
): SecondRefusal | null {
  return mode === 'difference' && first.unit !== second.unit ? 'units differ' : null;
}

/** Under which name the range of a difference is kept that was set by hand. */
export function differenceKey(first: FieldDescriptor, second: FieldDescriptor): string {
  return `${first.id} − ${second.id}`;
}

/** What is drawn; null where no second channel is on, or it cannot be shown. */
export function shownSecond(
  { catalogue, scales }: Pick<DocumentState, 'catalogue' | 'scales'>,
  view: ViewSettings,
  gold: GoldView,
): ShownSecond | null {
  const { mode } = view.second;
  const first = catalogue.find((field) => field.id === view.fieldId);
  const field = secondField(catalogue, view);
  if (mode === 'off' || !first || !field || refusalOf(first, field, mode) !== null) return null;
  const rangeOf = (of: FieldDescriptor): ColorRange =>
    view.ranges[of.id] ?? rangeFromScale(scales[view.lattice]?.ranges[of.id], of.scale);
  const isDifference = mode === 'difference';
  const scale = isDifference ? 'diverging' : field.scale;
  const range = isDifference
    ? (view.ranges[differenceKey(first, field)] ?? differenceRange(rangeOf(first), first.scale))
    : rangeOf(field);
  const colorMap = COLOR_MAPS.require(view.colorMaps[scale]);
  const params = paramsOf(view.second.params);
  return {
    mode,
    field,
    style: { channel: field.channel, scale, range, colorMap },
    gold: params && { ...gold, params, paramsHash: paramsHash(params) },
    names: namesOf(first, field, gold.params, params),
  };
}

/** Null for those of the first field. */
function paramsOf(params: SecondParams): FieldParams | null {
  if (params === 'same') return null;
  return typeof params === 'string' ? FIELD_PRESETS[params] : params;
}

/** Symbols; the sets of parameters with them where these differ. */
function namesOf(
  first: FieldDescriptor,
  second: FieldDescriptor,
  firstParams: FieldParams,
  secondParams: FieldParams | null,
): readonly [string, string] {
  if (!secondParams) return [first.symbol, second.symbol];
  return [`${first.symbol} ${setWord(firstParams)}`, `${second.symbol} ${setWord(secondParams)}`];
}

/** A preset's name, else the beginning of the hash that names the set everywhere. */
export function setWord(params: FieldParams): string {
  return presetOfParams(params) ?? paramsHash(params).slice(0, 8);
}

/**
 * The mode after, of those that can be shown, and off after the last. A second field is chosen where none was: the one
 * after the first.
 */
export function nextSecondMode(
  catalogue: readonly FieldDescriptor[],
  { fieldId, second }: ViewSettings,
): ViewSettings['second'] {
  const secondId = second.fieldId ?? fieldAfter(catalogue, fieldId);
  const [one, other] = [fieldId, secondId].map((id) => catalogue.find((field) => field.id === id));
  const shown = SECOND_MODES.filter((mode) => !one || !other || refusalOf(one, other, mode) === null);
  const modes: readonly ViewSettings['second']['mode'][] = ['off', ...shown];
  const mode = modes[(modes.indexOf(second.mode) + 1) % modes.length] ?? 'off';
  return { ...second, mode, fieldId: secondId };
}

function fieldAfter(catalogue: readonly FieldDescriptor[], fieldId: string | null): string | null {
  const at = catalogue.findIndex((field) => field.id === fieldId);
  return catalogue[(at + 1) % Math.max(1, catalogue.length)]?.id ?? null;
}

/** Chosen by its key, a field is shown at once. */
export function withSecondField(second: ViewSettings['second'], fieldId: string): ViewSettings['second'] {
  return { ...second, fieldId, mode: second.mode === 'off' ? 'contour' : second.mode };
}
