// From a slider's input to the changed picture of ten minutes, in the page that ships: the loopback host in Chromium, whose
// graphics here are software. Built first with `npm run build`; a day of one's own with --file, else the demo day.
//   npm run bench -- --only live_params [--runs 30] [--file DAY.dbn.zst]
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startHost } from '../e2e/fixtures/hosts.ts';
import { Workstation } from '../e2e/pages/workstation.ts';

/** A weight of a field's formula, and a time constant, whose averages are walked for anew. */
const SLIDERS = [/^ν_ρ,/, /^τ_2,/];
/** Ranges and events have come by then. */
const PAUSE_MILLIS = 1200;

export async function benchLiveParams(
  runs: number,
  file: string | undefined,
  say: (text: string) => void,
): Promise<void> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'fieldbook-live-'));
  const host = await startHost('loopback', { dataFolder, openPaths: file ? [file] : [] });
  try {
    const app = new Workstation(host);
    if (!file) await app.tryDemo();
    await app.whenDrawn();
    await app.press('3');
    await app.press('m');
    for (const name of SLIDERS) {
      const slider = app.page.getByRole('slider', { name }).first();
      const painted: number[] = [];
      const drawn: number[] = [];
      for (let run = 0; run < runs; run++) {
        await app.page.waitForTimeout(PAUSE_MILLIS);
        const [atPaint, atPixels] = await slider.evaluate(moved, run % 2 === 0 ? 8 : -7);
        painted.push(atPaint);
        drawn.push(atPixels);
      }
      say(
        `${name.source}: painted after ${spread(painted)}, its pixels there after ${spread(drawn)}, of ${runs}`,
      );
    }
  } finally {
    await host.close();
    await rm(dataFolder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function spread(millis: readonly number[]): string {
  const sorted = millis.toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(0);
  return `${at(0.5)} ms (p50), ${at(0.95)} ms (p95)`;
}

/**
 * In the page: moves the slider by so many steps, and gives the milliseconds until the picture is painted, that is until
 * every call that draws it is made, and until a pixel of the canvas can be read, that is until all of them are done.
 */
async function moved(element: Element, steps: number): Promise<[painted: number, drawn: number]> {
  const input = element as HTMLInputElement;
  const value = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value');
  const gl = document.querySelector<HTMLCanvasElement>('canvas.field-canvas')?.getContext('webgl2');
  const before = performance.now();
  value?.set?.call(input, String(Number(input.value) + steps * Number(input.step)));
  input.dispatchEvent(new Event('change', { bubbles: true }));
  await window.__fieldbook?.painted();
  const painted = performance.now() - before;
  gl?.bindFramebuffer(gl.FRAMEBUFFER, null);
  gl?.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
  return [painted, performance.now() - before];
}
