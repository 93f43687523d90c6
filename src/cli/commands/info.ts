// fieldbook info FILE: what is in a DBN file, without rebuilding a book.
import { resolve } from 'node:path';
import { type Fault, faultText } from '../../../contracts/errors.ts';
import { emptyMetadata } from '../../core/dbn/encode.ts';
import type { DbnMetadata } from '../../core/dbn/metadata.ts';
import type { DbnSource } from '../../engine/source/dbn-source.ts';
import { openDbnSource } from '../../engine/source/file-source.ts';
import { FileAccount } from '../file-account.ts';
import { type FragmentOption, parseFragment } from '../fragment.ts';
import { type CliIo, faultJson, jsonText, snakeCaseNames, tableText } from '../output.ts';
import { timeText } from '../time.ts';

export interface InfoOptions extends FragmentOption {
  readonly json?: boolean;
}

/** Exit code: 1 where the file is damaged; what could be read is told all the same. */
export async function runInfo(io: CliIo, file: string, options: InfoOptions): Promise<number> {
  const path = resolve(io.folder, file);
  const fragment = parseFragment(options.fragment);
  const source = await openDbnSource(path, { threads: 1, ...(fragment && { fragment }) });
  try {
    const opened = await source.metadata();
    const metadata = opened.ok ? opened.value : null;
    const account = new FileAccount(metadata ?? emptyMetadata(3, '', ''), fragment?.symbol);
    const faults: Fault[] = opened.ok ? [] : [opened.error];
    if (opened.ok) {
      await walk(source, account);
      faults.push(...source.faults());
    }
    const info = infoOf(path, account, metadata, faults, source.accounted());
    if (options.json) io.write(jsonText(info));
    else if (metadata) io.write(infoText(info, account, metadata));
    for (const fault of faults) io.writeError(`${faultText({ file: path, ...fault })}\n`);
    return faults.length > 0 ? 1 : 0;
  } finally {
    await source.close();
  }
}

async function walk(source: DbnSource, account: FileAccount): Promise<void> {
  for (let block = await source.next(); block; block = await source.next()) {
    account.take(block);
    block.release();
  }
}

type Info = ReturnType<typeof infoOf>;

function infoOf(
  file: string,
  account: FileAccount,
  metadata: DbnMetadata | null,
  faults: readonly Fault[],
  bytes: { readonly fileBytes: number } | null,
) {
  return {
    file,
    records: account.records,
    records_by_action: account.recordsByAction(),
    records_by_type: account.recordsByType(),
    traded_volume: account.volume(),
    instruments: account.instruments().map((instrument) => ({
      instrument_id: instrument.instrumentId,
      publisher_id: instrument.publisherId,
      symbol: instrument.symbol,
      records: instrument.records,
      traded_volume: instrument.volume,
    })),
    metadata: metadata && metadataJson(metadata),
    first_ts_ns: account.firstTsNanos,
    last_ts_ns: account.lastTsNanos,
    bytes: bytes && snakeCaseNames(bytes),
    faults: faults.map((fault) => faultJson({ file, ...fault })),
  };
}

function metadataJson(metadata: DbnMetadata): Record<string, unknown> {
  return {
    version: metadata.version,
    dataset: metadata.dataset,
    schema: metadata.schema,
    start_ns: metadata.startNanos,
    end_ns: metadata.endNanos,
    limit: metadata.limit,
    stype_in: metadata.stypeIn,
    stype_out: metadata.stypeOut,
    ts_out: metadata.tsOut,
    symbols: metadata.symbols,
    partial: metadata.partial,
    not_found: metadata.notFound,
    mappings: metadata.mappings.map(({ rawSymbol, intervals }) => ({
      raw_symbol: rawSymbol,
      intervals: intervals.map(({ startDate, endDate, symbol }) => ({
        start_date: startDate,
        end_date: endDate,
        symbol,
      })),
    })),
  };
}

function infoText(info: Info, account: FileAccount, metadata: DbnMetadata): string {
  const volume = info.traded_volume;
  const facts: [string, string][] = [
    ['File', info.file],
    [
      'Format',
      `DBN version ${metadata.version}, ${metadata.dataset}, schema ${metadata.schema ?? 'unknown'}`,
    ],
    [
      'Records',
      `${info.records} (${Object.entries(info.records_by_type)
        .map(([type, count]) => `${type} ${count}`)
        .join(', ')})`,
    ],
    [
      'Actions',
      Object.entries(info.records_by_action)
        .map(([action, count]) => `${action} ${count}`)
        .join(', '),
    ],
    [
      'Traded',
      `${volume.B + volume.A + volume.N} = ${volume.B} buy + ${volume.A} sell + ${volume.N} neither`,
    ],
  ];
  if (account.firstTsNanos !== null) facts.push(['First', timeText(account.firstTsNanos)]);
  if (account.lastTsNanos !== null) facts.push(['Last', timeText(account.lastTsNanos)]);
  const instruments = info.instruments.map((row) => {
    const { B, A, N } = row.traded_volume;
    return [row.symbol, row.instrument_id, row.records, B + A + N];
  });
  const lines = facts.map(([name, value]) => `${name.padEnd(8)} ${value}\n`).join('');
  return `${lines}\n${tableText(['symbol', 'id', 'records', 'traded'], instruments)}`;
}
