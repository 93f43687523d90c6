// Records by type, as counted: in the words of the vendor's own schemas.

const WORDS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  mbo: ['order record', 'order records'],
  trades: ['trade record', 'trade records'],
  definition: ['definition', 'definitions'],
  statistics: ['statistics record', 'statistics records'],
  status: ['status record', 'status records'],
  imbalance: ['imbalance record', 'imbalance records'],
  symbolMapping: ['symbol mapping', 'symbol mappings'],
  system: ['system message', 'system messages'],
  error: ['error message', 'error messages'],
  ohlcvDeprecated: ['ohlcv record of the old kind', 'ohlcv records of the old kind'],
};
/** bbo1s → bbo-1s, mbp10 → mbp-10. */
const SCHEMA = /^(bbo|cbbo|tcbbo|mbp|cmbp|ohlcv)(.*)$/;
const UNKNOWN = /^unknown_(0x[0-9a-f]+)$/;

export function isUnknownType(name: string): boolean {
  return UNKNOWN.test(name);
}

/** "2 definitions", "1 mbp-10 record", "1 record of the unknown type 0x7e". */
export function recordTypeText(name: string, count: number): string {
  const number = count.toLocaleString('en-US');
  const words = WORDS[name];
  if (words) return `${number} ${words[count === 1 ? 0 : 1]}`;
  const record = count === 1 ? 'record' : 'records';
  const unknown = UNKNOWN.exec(name);
  if (unknown) return `${number} ${record} of the unknown type ${unknown[1]}`;
  const [, family = name, variant = ''] = SCHEMA.exec(name) ?? [];
  return `${number} ${family}${variant === '' ? '' : `-${variant.toLowerCase()}`} ${record}`;
}
