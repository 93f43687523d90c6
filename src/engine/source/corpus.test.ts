// Every real and derived DBN file of the shared data, against the tables of its README (made by another decoder).
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  ACTION_ADD,
  ACTION_CANCEL,
  ACTION_FILL,
  ACTION_MODIFY,
  ACTION_TRADE,
  MBO_WORDS,
  W_FLAGS,
  W_SIZE,
} from '../../core/dbn/layout.ts';
import { SymbolMap } from '../../core/dbn/symbols.ts';
import { hasSharedData, readWhole, SHARED_DATA, sumsOf, WAYS } from './shared-data.fixture.ts';

const FOLDERS = ['dbn-tests', 'databento-cpp-tests', 'databento-python-tests', 'nautilus-databento'];

interface Expected {
  readonly path: string;
  readonly size: number;
  readonly version: number;
  readonly dataset: string;
  readonly schema: string;
  readonly symbols: string;
  readonly records: number;
  /** "2x0xa0/56B+…" */
  readonly kinds: string;
}

/** Rows like `| name | 465 | v2 GLBX.MDP3 mbo [ESH1] 2 records 2x0xa0/56B |`. */
function expectedOf(folder: string): Expected[] {
  const row = /^\| (\S+) \| (\d+) \| v(\d) (\S+) (\S+) \[(.*)\] (\d+) records (\S*) \|$/;
  const lines = readFileSync(join(SHARED_DATA, folder, 'README.md'), 'utf8').split('\n');
  return lines.flatMap((line) => {
    const match = row.exec(line.replace(/\s+\|$/, ' |').replace('records |', 'records  |'));
    if (!match) return [];
    const [, name, size, version, dataset, schema, symbols, records, kinds] = match as unknown as string[];
    const path = join(SHARED_DATA, folder, name as string);
    return [
      {
        path,
        size: Number(size),
        version: Number(version),
        dataset,
        schema,
        symbols,
        records: Number(records),
        kinds,
      } as Expected,
    ];
  });
}

/** The README's last column, from the bytes. */
function kindsOf(bytes: Uint8Array): string {
  const counts = new Map<string, number>();
  for (let at = 0; at < bytes.length; at += (bytes[at] as number) * 4) {
    const kind = `0x${(bytes[at + 1] as number).toString(16)}/${(bytes[at] as number) * 4}B`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => `${count}x${kind}`).join('+');
}

describe.each(FOLDERS)('%s', (folder) => {
  const present = hasSharedData(folder);
  const files = present ? expectedOf(folder) : [];

  describe.skipIf(!present).each(WAYS)(`(skipped without the shared data) %s`, (_, options) => {
    it('decodes every file of the table', { timeout: 60_000 }, async () => {
      expect(files.length).toBeGreaterThan(15);
      const some = options.threads === 2 ? files.filter((_, i) => i % 6 === 0) : files;
      for (const file of some) {
        const read = await readWhole(file.path, options);
        expect(read.faults, file.path).toEqual([]);
        expect(read.metadata, file.path).toMatchObject({
          ok: true,
          value: { version: file.version, dataset: file.dataset, schema: file.schema },
        });
        expect(kindsOf(read.bytes).split('+').sort(), file.path).toEqual(file.kinds.split('+').sort());
        expect(
          Object.values(read.counts).reduce((sum, count) => sum + count, 0),
          file.path,
        ).toBe(file.records);
        expect(read.account.fileBytes, file.path).toBe(statSync(file.path).size);
        expect(sumsOf(read.account), file.path).toEqual({
          file: file.size,
          stream: read.account.streamBytes,
        });
        expect(read.digest).toBe(createHash('sha256').update(readFileSync(file.path)).digest('hex'));
      }
    });
  });
});

describe.skipIf(!hasSharedData('nautilus-databento'))(
  '(skipped without the shared data) ES, 2023-12-25',
  () => {
    const path = join(SHARED_DATA, 'nautilus-databento/esh4-glbx-mdp3-20231225.mbo.dbn.zst');

    it.each(WAYS)(
      '%s: all records, by action, with traded volume, and every byte accounted for',
      async (_, options) => {
        const read = await readWhole(path, options);
        expect(read.counts).toEqual({ 160: 68_792 });
        const words = new Int32Array(read.bytes.buffer);
        const actions = new Map<number, number>();
        let traded = 0;
        for (let at = 0; at < words.length; at += MBO_WORDS) {
          const action = ((words[at + W_FLAGS] as number) >>> 16) & 255;
          actions.set(action, (actions.get(action) ?? 0) + 1);
          if (action === ACTION_TRADE) traded += words[at + W_SIZE] as number;
        }
        expect(Object.fromEntries(actions)).toEqual({
          [ACTION_ADD]: 29_216,
          [ACTION_CANCEL]: 17_999,
          [ACTION_MODIFY]: 12_233,
          [ACTION_TRADE]: 2973,
          [ACTION_FILL]: 6371,
        });
        expect(traded).toBe(9892);
        expect(read.account).toEqual({
          fileBytes: 997_238,
          payloadBytes: 997_238,
          skippableBytes: 0,
          trailingBytes: 0,
          streamBytes: 3_852_558,
          metadataBytes: 206,
          recordBytes: 3_852_352,
          tailBytes: 0,
        });
        const symbols = read.metadata.ok ? SymbolMap.fromMetadata(read.metadata.value) : new SymbolMap();
        expect(symbols.symbol(17077, 20231225)).toBe('ESH4');
      },
    );

    it('gives the same bytes whatever the size of the blocks', async () => {
      const whole = await readWhole(path, { threads: 1 });
      for (const blockBytes of [8192, 8200, 1 << 20]) {
        for (const threads of [1, 2] as const) {
          const read = await readWhole(path, { threads, blockBytes });
          expect(read.bytesDigest).toBe(whole.bytesDigest);
        }
      }
    });
  },
);

describe.skipIf(!hasSharedData('nautilus-databento'))(
  '(skipped without the shared data) large metadata',
  () => {
    it.each([
      ['definition-glbx-es-opt.dbn.zst', 850_692, 11_294, 8429],
      ['definition-opra.dbn.zst', 5_975_344, 13_492, null],
    ])('%s', async (name, bytes, mappings, partial) => {
      const read = await readWhole(join(SHARED_DATA, 'nautilus-databento', name), { threads: 1 });
      expect(read.account.metadataBytes).toBe(bytes);
      expect(read.metadata.ok && read.metadata.value.mappings.length).toBe(mappings);
      if (partial !== null) expect(read.metadata.ok && read.metadata.value.partial.length).toBe(partial);
    });
  },
);
