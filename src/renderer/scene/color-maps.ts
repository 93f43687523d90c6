// The colour maps by name and as 256-entry tables. Stops are interpolated in OKLab, so that equal steps of a value
// look equal. Pure: the same table feeds the texture, the colour bar and the exported legend.
import { interpolate, modeOklab, modeRgb, useMode } from 'culori/fn';
import type { FieldScale } from '../../../contracts/fields.ts';
import { Registry } from '../../base/registry.ts';

export interface ColorMap {
  readonly id: string;
  readonly label: string;
  readonly scale: FieldScale;
  /** Evenly spaced, lowest value first; of a diverging map the middle one is zero. */
  readonly stops: readonly string[];
}

export const COLOR_MAP_ENTRIES = 256;

export const COLOR_MAPS = new Registry<ColorMap>([
  {
    id: 'ember',
    label: 'Ember',
    scale: 'sequential',
    stops: ['#0b0e14', '#1b2a4a', '#2f6f8f', '#f0a33a', '#fff3c4'],
  },
  {
    id: 'tide',
    label: 'Tide',
    scale: 'diverging',
    stops: ['#ffb454', '#9a5a1f', '#0b0e14', '#1f6f9a', '#6fd3ff'],
  },
  {
    id: 'inferno',
    label: 'Inferno',
    scale: 'sequential',
    stops: [
      '#000004',
      '#1b0c41',
      '#4a0c6b',
      '#781c6d',
      '#a52c60',
      '#cf4446',
      '#ed6925',
      '#fb9b06',
      '#f7d13d',
      '#fcffa4',
    ],
  },
  {
    id: 'viridis',
    label: 'Viridis',
    scale: 'sequential',
    stops: [
      '#440154',
      '#482878',
      '#3e4989',
      '#31688e',
      '#26828e',
      '#1f9e89',
      '#35b779',
      '#6ece58',
      '#b5de2b',
      '#fde725',
    ],
  },
  {
    id: 'cividis',
    label: 'Cividis',
    scale: 'sequential',
    stops: [
      '#00224e',
      '#123570',
      '#3b496c',
      '#575d6d',
      '#707173',
      '#8a8678',
      '#a59c74',
      '#c3b369',
      '#e1cc55',
      '#fee838',
    ],
  },
  { id: 'greys', label: 'Greys', scale: 'sequential', stops: ['#0b0e14', '#4c5158', '#989ca3', '#f5f7fa'] },
]);

export const DEFAULT_COLOR_MAP: Readonly<Record<FieldScale, string>> = {
  sequential: 'ember',
  diverging: 'tide',
};

useMode(modeRgb);
useMode(modeOklab);
const tables = new Map<string, Uint8Array<ArrayBuffer>>();

/** 256 RGBA entries; entry i stands at i / 255 of the map. */
export function colorTable(map: ColorMap): Uint8Array<ArrayBuffer> {
  const known = tables.get(map.id);
  if (known) return known;
  const toRgb = useMode(modeRgb);
  const at = interpolate([...map.stops], 'oklab');
  const table = new Uint8Array(COLOR_MAP_ENTRIES * 4);
  for (let i = 0; i < COLOR_MAP_ENTRIES; i++) {
    const { r, g, b } = toRgb(at(i / (COLOR_MAP_ENTRIES - 1)));
    table.set([byteFromUnit(r), byteFromUnit(g), byteFromUnit(b), 255], i * 4);
  }
  tables.set(map.id, table);
  return table;
}

function byteFromUnit(value: number): number {
  return Math.round(Math.min(1, Math.max(0, value)) * 255);
}
