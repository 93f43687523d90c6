// The program's window as its user knows it: buttons and bars by their names, and what the picture shows.
import { expect, type Locator, type Page } from '@playwright/test';
import type { FieldbookHooks } from '../../src/renderer/chart/test-hooks.ts';
import type { RunningHost, SavedFile } from '../fixtures/hosts.ts';

export type Region = 'Problems' | 'Days' | 'At the cursor' | 'Book at the playhead';

export class Workstation {
  readonly page: Page;

  readonly #host: RunningHost;

  constructor(host: RunningHost) {
    this.page = host.page;
    this.#host = host;
  }

  /** What the page and the host have printed as errors. */
  get errors(): readonly string[] {
    return this.#host.errors;
  }

  /** Presses E and gives the picture that was saved. */
  exportPicture(): Promise<SavedFile> {
    return this.#host.savedBy(() => this.press('e'));
  }

  /** The dialog behind Export. */
  async openExport(): Promise<Locator> {
    await this.page.getByRole('button', { name: 'Export' }).click();
    return this.page.getByRole('dialog', { name: 'Export' });
  }

  /** The file that is saved by what `action` does. */
  savedBy(action: () => Promise<void>): Promise<SavedFile> {
    return this.#host.savedBy(action);
  }

  /** Waits until a day is open and its picture complete. */
  async whenDrawn(): Promise<void> {
    await expect(this.page.getByRole('radiogroup', { name: 'Field', exact: true })).toBeVisible({
      timeout: 60_000,
    });
    // A day may be on screen before its first second has been read.
    await this.page.waitForFunction(() => (window.__fieldbook?.state().textures ?? 0) > 0, undefined, {
      timeout: 60_000,
    });
    await this.idle();
  }

  idle(): Promise<void> {
    return this.page.evaluate(() => (window.__fieldbook as FieldbookHooks).idle());
  }

  state(): Promise<ReturnType<FieldbookHooks['state']>> {
    return this.page.evaluate(() => (window.__fieldbook as FieldbookHooks).state());
  }

  /** Value of a field at a cell: as kept by the page, and as read back from the GPU. */
  texels(
    fieldId: string,
    window: number,
    tick: number,
  ): Promise<{ kept: number | null; drawn: number | null }> {
    return this.page.evaluate(
      ([id, w, k]) => {
        const hooks = globalThis.window.__fieldbook as FieldbookHooks;
        return { kept: hooks.texel(id, w, k), drawn: hooks.pixelTexel(id, w, k) };
      },
      [fieldId, window, tick] as const,
    );
  }

  /** Opens a pane from the menu behind the tabs. */
  async openPane(name: RegExp): Promise<void> {
    await this.page.getByRole('button', { name: 'More panes' }).click();
    await this.page.getByRole('menuitemradio', { name }).click();
  }

  /** Goes to a day of the list on the left. */
  async openDay(name: RegExp): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Days' }).getByRole('button', { name }).click();
    await this.whenDrawn();
  }

  /** Dots of the margin after the playhead that have an ink, or nearly: lines are smooth at their edges. */
  dotsInMargin([red, green, blue]: readonly [number, number, number]): Promise<number> {
    return this.page.evaluate(
      ([r, g, b]) => {
        const { plot, scale } = (globalThis.window.__fieldbook as FieldbookHooks).state();
        const canvas = document.querySelector<HTMLCanvasElement>('.overlay-canvas');
        const context = canvas?.getContext('2d');
        if (!context) return -1;
        const { data } = context.getImageData(plot.x + plot.width, plot.y, 110 * scale, plot.height);
        let dots = 0;
        for (let i = 0; i + 3 < data.length; i += 4) {
          const far = Math.abs((data[i] ?? 0) - r) + Math.abs((data[i + 1] ?? 0) - g);
          if (far + Math.abs((data[i + 2] ?? 0) - b) < 24 && (data[i + 3] ?? 0) > 200) dots += 1;
        }
        return dots;
      },
      [red, green, blue] as const,
    );
  }

  /** From now on keeps every word that is painted, on screen or into a picture. */
  keepPaintedWords(): Promise<void> {
    return this.page.evaluate(() => {
      const words = new Set<string>();
      for (const kind of [CanvasRenderingContext2D, OffscreenCanvasRenderingContext2D]) {
        const { fillText } = kind.prototype;
        kind.prototype.fillText = function (this: CanvasRenderingContext2D, text, ...place) {
          words.add(text);
          fillText.call(this, text, ...place);
        };
      }
      Object.assign(globalThis.window, { paintedWords: words });
    });
  }

  /** All words there are: painted so far, and in the page with its names for readers of the screen. */
  everyWord(): Promise<string> {
    return this.page.evaluate(() => {
      const painted = (globalThis.window as unknown as { paintedWords?: Set<string> }).paintedWords ?? [];
      const body = document.body.cloneNode(true) as HTMLElement;
      for (const element of body.querySelectorAll('script, style')) element.remove();
      const html = body.outerHTML.replace(/ (class|style|id|d|viewBox|points|aria-labelledby)="[^"]*"/g, '');
      return [document.title, html, ...painted].join('\n');
    });
  }

  /** Presses Cancel the moment it is there: a whole file is read while a pointer is still on its way. */
  cancelReading(): Promise<void> {
    return this.page.evaluate(
      () =>
        new Promise<void>((resolve) => {
          const look = (): void => {
            const button = document.querySelector<HTMLElement>('[aria-label^="Cancel: Reading"]');
            if (!button) {
              requestAnimationFrame(look);
              return;
            }
            button.click();
            resolve();
          };
          look();
        }),
    );
  }

  /** Waits until the page has the cell on the chosen lattice. */
  async whenKept(fieldId: string, window: number, tick: number): Promise<void> {
    await expect
      .poll(async () => (await this.texels(fieldId, window, tick)).kept, { timeout: 30_000 })
      .not.toBeNull();
  }

  color(window: number, tick: number): Promise<[number, number, number] | null> {
    return this.page.evaluate(
      ([w, k]) => (globalThis.window.__fieldbook as FieldbookHooks).pixelColor(w, k),
      [window, tick] as const,
    );
  }

  async tryDemo(): Promise<void> {
    await this.page.getByRole('button', { name: 'Try the demo day' }).click();
  }

  async press(key: string): Promise<void> {
    await this.page.keyboard.press(key);
  }

  /** Symbol of the open day, where its file holds several. */
  async instrument(): Promise<string> {
    return (await this.page.getByRole('button', { name: /^Instrument / }).textContent()) ?? '';
  }

  async chooseInstrument(symbol: string | RegExp): Promise<void> {
    await this.page.getByRole('button', { name: /^Instrument / }).click();
    await this.page.getByRole('menuitemradio', { name: symbol }).first().click();
  }

  /** The button beside the symbol, whose name tells the trade date at the playhead. */
  tradeDate(date: string) {
    return this.page.getByRole('button', { name: new RegExp(`^Contract and session of .*${date}$`) });
  }

  async chooseLattice(name: 'Bids' | 'Asks' | 'Line'): Promise<void> {
    await this.page.getByRole('radiogroup', { name: 'Lattice' }).getByText(name, { exact: true }).click();
    await this.idle();
  }

  region(name: Region) {
    return this.page.getByRole('region', { name });
  }

  title(text: string) {
    return this.page.getByText(text);
  }
}
