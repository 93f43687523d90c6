// What the vendor lays beside the data of a batch job (dbn-format §7): metadata.json, condition.json, symbology.json.
// All of it is optional, may be someone else's, and is checked before it is believed; none of it can cost a data file
// anything.
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Fault } from '../../../contracts/errors.ts';
import { VendorCondition } from '../../../contracts/vendor.ts';
import { SymbolMap } from '../../core/dbn/symbols.ts';

/** The largest real one, 20,123 symbols over five years, has 3.7 MB. */
const MOST_BYTES = 256 * 1024 * 1024;

const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

const JobMetadata = z.object({ query: z.object({ dataset: z.string() }) });
const Conditions = z.array(z.object({ date, condition: z.string() }));
const Symbology = z.object({
  result: z.record(z.string(), z.array(z.object({ d0: date, d1: date, s: z.string() }))),
  stype_in: z.string(),
  stype_out: z.string(),
});

export const MANIFEST = 'manifest.json';

export const Manifest = z.object({
  job_id: z.string(),
  files: z.array(
    z.object({
      filename: z.string(),
      size: z.number().int().nonnegative(),
      hash: z.string().regex(/^sha256:[0-9a-f]{64}$/),
    }),
  ),
});

export interface VendorFiles {
  /** What the vendor says of a UTC date (YYYYMMDD); null where it says nothing, or that all is well. */
  conditionOf(date: number): VendorCondition | null;
  /** Symbol of an id on a UTC date. */
  symbolOf(instrumentId: number, date: number): string | null;
  /** Side files that cannot be used. */
  readonly faults: readonly Fault[];
}

/** Reads what lies in `folder` for files of `dataset`. Never throws. */
export async function readVendorFiles(folder: string, dataset: string): Promise<VendorFiles> {
  const faults: Fault[] = [];
  const read = <T extends z.ZodType>(name: string, schema: T) => readJson(join(folder, name), schema, faults);
  const job = await read('metadata.json', JobMetadata);
  if (job && job.query.dataset !== dataset) return { ...NOTHING, faults };
  const conditions = new Map<number, string>();
  for (const entry of (await read('condition.json', Conditions)) ?? [])
    conditions.set(dateNumber(entry.date), entry.condition);
  const symbols = symbolsFrom(await read('symbology.json', Symbology));
  // What it lists is checked on request only; that it is broken is told with the others.
  await read(MANIFEST, Manifest);
  return {
    conditionOf: (day) => VendorCondition.safeParse(conditions.get(day)).data ?? null,
    symbolOf: (instrumentId, day) => symbols?.symbol(instrumentId, day) ?? null,
    faults,
  };
}

const NOTHING: VendorFiles = { conditionOf: () => null, symbolOf: () => null, faults: [] };

function symbolsFrom(symbology: z.infer<typeof Symbology> | null): SymbolMap | null {
  if (!symbology) return null;
  const { result, stype_in: stypeIn, stype_out: stypeOut } = symbology;
  const mappings = Object.entries(result).map(([rawSymbol, intervals]) => ({
    rawSymbol,
    intervals: intervals.map(({ d0, d1, s }) => ({
      startDate: dateNumber(d0),
      endDate: dateNumber(d1),
      symbol: s,
    })),
  }));
  return SymbolMap.fromMetadata({ stypeIn, stypeOut, mappings });
}

function dateNumber(text: string): number {
  return Number(text.replaceAll('-', ''));
}

/** Null where there is no such file, or one that makes no sense: that is a fault then. */
export async function readJson<T extends z.ZodType>(
  path: string,
  schema: T,
  faults: Fault[],
): Promise<z.output<T> | null> {
  const refuse = (why: string): null => {
    faults.push({
      code: 'side_file_invalid',
      message: `The vendor's side file cannot be used: ${why}.`,
      file: path,
    });
    return null;
  };
  try {
    const { size } = await stat(path);
    if (size > MOST_BYTES) return refuse(`it has ${size} bytes`);
    const parsed = schema.safeParse(JSON.parse(await readFile(path, 'utf8')));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    return refuse(`${issue?.path.join('.') || 'it'} is not as it should be`);
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return null;
    return refuse(error instanceof SyntaxError ? 'it is not JSON' : String((error as Error).message));
  }
}
