// Predicted zones: the fast band as it would go on if its last change went on too, less every second, as a faint heat map
// behind the path. A cell is a price and a second ahead. Extrapolation, and no more than that.
import { FORECAST_HORIZON } from '../../../contracts/forecast.ts';
import { COLOR_MAP_ENTRIES, COLOR_MAPS, colorTable } from '../scene/color-maps.ts';
import type { ChartLayout } from '../scene/layout.ts';
import { screenFromTick, type Viewport } from '../scene/viewport.ts';
import { zoneValues } from '../scene/zones.ts';
import type { ForecastTerms } from '../state/forecast-terms.ts';

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

const ALPHA = 0.42;
/** Value at which the colour is full: the band stays within ±1, and most of it far below. */
const FULL = 0.25;

/** Made once for each second: a pixel a cell. */
const pictures = new WeakMap<ForecastTerms, OffscreenCanvas>();

export function drawZones(
  context: Context,
  { layout, view }: { readonly layout: ChartLayout; readonly view: Viewport },
  terms: ForecastTerms,
  left: number,
  perSecond: number,
): void {
  const picture = pictures.get(terms) ?? pictureOf(terms);
  if (!picture) return;
  pictures.set(terms, picture);
  const top = screenFromTick(view, layout.plot, terms.tickFrom + terms.fast.length - 0.5);
  const bottom = screenFromTick(view, layout.plot, terms.tickFrom - 0.5);
  context.save();
  context.globalAlpha = ALPHA;
  context.imageSmoothingEnabled = false;
  context.drawImage(picture, left, top, perSecond * FORECAST_HORIZON, bottom - top);
  context.restore();
}

function pictureOf(terms: ForecastTerms): OffscreenCanvas | null {
  const rows = terms.fast.length;
  const canvas = new OffscreenCanvas(FORECAST_HORIZON, rows);
  const context = canvas.getContext('2d');
  if (!context) return null;
  const image = context.createImageData(FORECAST_HORIZON, rows);
  const colors = colorTable(COLOR_MAPS.require('tide'));
  const values = zoneValues(terms.fast, terms.fastChange, terms.decay);
  for (let row = 0; row < rows; row++) {
    for (let h = 1; h <= FORECAST_HORIZON; h++) {
      const value = values[row * FORECAST_HORIZON + h - 1] as number;
      const share = Math.min(1, Math.abs(value) / FULL);
      const entry = Math.round((0.5 + 0.5 * Math.sign(value) * share) * (COLOR_MAP_ENTRIES - 1));
      const at = ((rows - 1 - row) * FORECAST_HORIZON + h - 1) * 4;
      image.data.set(colors.subarray(entry * 4, entry * 4 + 3), at);
      // Nothing is drawn where nothing is predicted: the ground stays the ground.
      image.data[at + 3] = Math.round(255 * Math.min(1, share * 4));
    }
  }
  context.putImageData(image, 0, 0);
  return canvas;
}
