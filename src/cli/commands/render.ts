// fieldbook render FILE: the page's own picture of a stretch of time, drawn by a browser of the system without a window.
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import type { Lattice } from '../../../contracts/fields.ts';
import { PROTOCOL_VERSION } from '../../../contracts/messages.ts';
import type { FieldParams } from '../../../contracts/params.ts';
import type { TileAggregate } from '../../../contracts/tiles.ts';
import { findBrowser } from '../browser.ts';
import { fieldNamed } from '../field-named.ts';
import { type CliIo, CommandError, jsonText, UsageError } from '../output.ts';
import { startPageHost } from '../page-host.ts';
import { type ParamsOption, readParams } from '../params.ts';
import { Session, type SessionOptions } from '../session.ts';
import { parseSpanSeconds, parseTime, resolveTime } from '../time.ts';
import { dayAt } from './cells.ts';

export interface RenderOptions extends SessionOptions, ParamsOption {
  readonly at: string;
  readonly span: string;
  readonly field: string;
  readonly lattice: Lattice;
  readonly size: string;
  readonly aggregate: TileAggregate;
  readonly weightLots?: number;
  readonly output: string;
  readonly instrument?: string;
  readonly json?: boolean;
}

/** What the page's render mode is asked for; times are decimal nanoseconds, `at` is the right edge. */
interface PictureRequest {
  readonly dayId: string;
  readonly at: string;
  readonly spanSeconds: number;
  readonly fieldId: string;
  readonly lattice: Lattice;
  readonly width: number;
  readonly height: number;
  readonly params?: FieldParams | undefined;
  readonly aggregate: TileAggregate;
  /** Lots behind a value at which it counts half. */
  readonly weighting?: number | undefined;
}

const PICTURE_MILLIS = 60_000;
/** `--field all` draws every field into a folder. */
const ALL_FIELDS = 'all';

export async function runRender(io: CliIo, file: string, options: RenderOptions): Promise<number> {
  const { width, height } = parseSize(options.size);
  const at = parseTime(options.at);
  const spanSeconds = parseSpanSeconds(options.span);
  const params = readParams(options.params, io.folder);
  const browser = findBrowser();
  // The engine here brings the file into the store and closes it; the host's engine then reads it from there.
  const { dataFolder, requests } = await Session.use(io, options, async (session) => {
    const { result } = await session.peer.call('hello', { protocolVersion: PROTOCOL_VERSION });
    const fields =
      options.field === ALL_FIELDS ? result.catalogue : [fieldNamed(result.catalogue, options.field)];
    const day = dayAt(session.daysOf(await session.open(file), options.instrument), at);
    const instant = resolveTime(at, BigInt(day.dayStartNanos)).toString();
    const requests = fields.map(
      ({ id }): PictureRequest => ({
        dayId: day.dayId,
        at: instant,
        spanSeconds,
        fieldId: id,
        lattice: options.lattice,
        width,
        height,
        params,
        aggregate: options.aggregate,
        weighting: options.weightLots,
      }),
    );
    return { dataFolder: session.dataFolder, requests };
  });
  const host = await startPageHost(dataFolder);
  try {
    const output = resolve(io.folder, options.output);
    const all = options.field === ALL_FIELDS;
    if (all) await mkdir(output, { recursive: true });
    for await (const { request, png } of drawPictures(browser, host.url, requests)) {
      const path = all ? join(output, `${request.fieldId}.png`) : output;
      await writeFile(path, png);
      io.write(options.json ? jsonText({ path, ...request }) : `${path}\n`);
    }
    return 0;
  } finally {
    await host.close();
  }
}

/** Draws in one page, one picture after the other; all of one size. */
async function* drawPictures(
  browserPath: string,
  url: string,
  requests: readonly PictureRequest[],
): AsyncGenerator<{ readonly request: PictureRequest; readonly png: Buffer }> {
  // Loaded here: it is large, and every other command does without it.
  const { chromium } = await import('playwright-core');
  const asRoot = process.getuid?.() === 0;
  const browser = await chromium.launch({
    executablePath: browserPath,
    chromiumSandbox: !asRoot,
    args: ['--enable-unsafe-swiftshader'],
  });
  try {
    const { width, height } = requests[0] as PictureRequest;
    const page = await browser.newPage({ viewport: { width, height } });
    await page.goto(`${url}&render=1`);
    for (const request of requests) {
      yield { request, png: Buffer.from(await askPage(page, request), 'base64') };
    }
  } finally {
    await browser.close();
  }
}

/** Waits within the page until it offers its render mode, then asks. The page's policy allows no other evaluation. */
function pictureScript(request: PictureRequest): string {
  return `(async () => {
    while (typeof window.__fieldbookRender !== 'function') await new Promise((resolve) => setTimeout(resolve, 20));
    return window.__fieldbookRender(${JSON.stringify(request)});
  })()`;
}

async function askPage(page: Page, request: PictureRequest): Promise<string> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('it took longer than a minute')), PICTURE_MILLIS);
  try {
    return await Promise.race([page.evaluate<string>(pictureScript(request)), late]);
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] as string) : String(error);
    throw new CommandError(
      `The page could not draw the picture: ${reason.replace(/^page\.evaluate: (\w*Error: )?/, '')}`,
    );
  } finally {
    clearTimeout(timer);
  }
}

function parseSize(text: string): { width: number; height: number } {
  const match = /^(\d{2,5})[x×](\d{2,5})$/.exec(text);
  const [width, height] = [Number(match?.[1]), Number(match?.[2])];
  if (!match || width < 320 || height < 200 || width > 8192 || height > 8192) {
    throw new UsageError(`"${text}" is not a size. Give WIDTHxHEIGHT in pixels, 320x200 to 8192x8192.`);
  }
  return { width, height };
}
