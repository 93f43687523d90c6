import { describe, expect, it } from 'vitest';
import type { FieldDescriptor } from '../../../contracts/fields.ts';
import { DEFAULT_FIELD_PARAMS, FIELD_PRESETS, paramsHash } from '../../../contracts/params.ts';
import { contourLevels, differenceRange } from '../scene/second-channel.ts';
import { nextSecondMode, shownSecond, withSecondField } from './second-channel.ts';
import { DEFAULT_VIEW, ViewSettings } from './view.ts';

const gold = {
  params: DEFAULT_FIELD_PARAMS,
  paramsHash: paramsHash(DEFAULT_FIELD_PARAMS),
  aggregate: 'max',
  weighting: null,
} as const;

function field(id: string, unit: string, scale: FieldDescriptor['scale']): FieldDescriptor {
  return { id, unit, scale, symbol: id, label: id, hint: '', range: '', formula: '', group: 0, channel: 1 };
}

const catalogue = [
  field('p', 'ticks/s²', 'diverging'),
  field('n', '1', 'sequential'),
  field('m', '1', 'sequential'),
];
const scales = {};

describe('the second channel', () => {
  it('has symmetric levels for signed fields and none at zero', () => {
    expect(contourLevels({ floor: -2, ceiling: 4 }, 'diverging')).toEqual([-3, -2, -1, 1, 2, 3]);
    expect(contourLevels({ floor: 1, ceiling: 5 }, 'sequential')).toEqual([2, 3, 4]);
    expect(differenceRange({ floor: 1, ceiling: 5 }, 'sequential')).toEqual({ floor: -2, ceiling: 2 });
    expect(differenceRange({ floor: -2, ceiling: 4 }, 'diverging')).toEqual({ floor: -4, ceiling: 4 });
  });

  it('shows the field and set that were chosen, under the range of the field', () => {
    const view: ViewSettings = {
      ...DEFAULT_VIEW,
      fieldId: 'p',
      ranges: { n: { floor: 2, ceiling: 3 } },
      second: { mode: 'beside', fieldId: 'n', params: 'contrast' },
    };
    const shown = shownSecond({ catalogue, scales }, view, gold);
    expect(shown?.style.range).toEqual({ floor: 2, ceiling: 3 });
    expect(shown?.gold?.paramsHash).toBe(paramsHash(FIELD_PRESETS.contrast));
    expect(shown?.names).toEqual(['p plain', 'n contrast']);
  });

  it('has no difference of numbers with other units', () => {
    const view = (fieldId: string): ViewSettings => ({
      ...DEFAULT_VIEW,
      fieldId,
      second: { mode: 'difference', fieldId: 'n', params: 'same' },
    });
    expect(shownSecond({ catalogue, scales }, view('p'), gold)).toBeNull();
    expect(shownSecond({ catalogue, scales }, view('m'), gold)?.names).toEqual(['m', 'n']);
  });

  it('goes through its modes by one key, beginning with the field after the first', () => {
    let view: ViewSettings = { ...DEFAULT_VIEW, fieldId: 'n' };
    const modes = Array.from({ length: 5 }, () => {
      view = { ...view, second: nextSecondMode(catalogue, view) };
      return view.second.mode;
    });
    expect(modes).toEqual(['contour', 'hatch', 'beside', 'difference', 'off']);
    expect(view.second.fieldId).toBe('m');
    expect(withSecondField(view.second, 'n')).toMatchObject({ mode: 'contour', fieldId: 'n' });
  });

  it('passes over a difference that there is not', () => {
    const view: ViewSettings = { ...DEFAULT_VIEW, fieldId: 'm' };
    const beside = { mode: 'beside', fieldId: 'p', params: 'same' } as const;
    expect(nextSecondMode(catalogue, { ...view, second: beside }).mode).toBe('off');
  });

  it('is kept with a set of parameters of its own, and absent in settings from before', () => {
    const { second: _, ...older } = DEFAULT_VIEW;
    expect(ViewSettings.parse(older).second.mode).toBe('off');
    const own = { ...DEFAULT_FIELD_PARAMS, nu0: 0.5 };
    const kept = { ...DEFAULT_VIEW, second: { mode: 'beside', fieldId: null, params: own } };
    expect(ViewSettings.parse(JSON.parse(JSON.stringify(kept))).second.params).toEqual(own);
  });
});
