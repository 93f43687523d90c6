// Fixed record layouts as tables: each field of a record is declared once, with its kind and its offset in DBN v1, v2
// and v3 (dbn-format §5), and from that one declaration come the type, the decoder and the encoder.
// For rare records (definitions, status, statistics, mappings); MBO has its own code.

/** Offsets by version; null where the version has no such field. */
type Offsets = readonly [v1: number | null, v2: number | null, v3: number | null];
export type DbnVersion = 1 | 2 | 3;

interface FieldKinds {
  u8: number;
  u16: number;
  u32: number;
  i32: number;
  /** i32 whose INT32_MAX means undefined. */
  i32OrNull: number | null;
  u64: bigint;
  /** u64 nanoseconds whose UINT64_MAX means undefined. */
  time: bigint | null;
  /** i64 of 1e-9 whose INT64_MAX means undefined. */
  price: bigint | null;
  /** As `price`, and what is not above 0 means undefined too: it is no tick. */
  positivePrice: bigint | null;
  /** An integer of 32 bits before v3 and 64 bits from v3 on, unsigned. */
  u32ThenU64: bigint;
  /** A signed quantity of 32 bits before v3 and 64 bits from v3 on; the largest value means undefined. */
  quantity: bigint | null;
  char: string;
  text: string;
}
type Kind = keyof FieldKinds;

export interface Field<K extends Kind = Kind> {
  readonly kind: K;
  readonly offsets: Offsets;
  /** Bytes of a text by version. */
  readonly sizes: readonly [number, number, number];
}

export type FieldTable = Readonly<Record<string, Field>>;
export type Decoded<T extends FieldTable> = { readonly [K in keyof T]: FieldKinds[T[K]['kind']] };

/** A field at the same place in every version. */
export function at<K extends Kind>(kind: K, offset: number): Field<K> {
  return { kind, offsets: [offset, offset, offset], sizes: [0, 0, 0] };
}

export function atEach<K extends Kind>(
  kind: K,
  v1: number | null,
  v2: number | null,
  v3: number | null,
): Field<K> {
  return { kind, offsets: [v1, v2, v3], sizes: [0, 0, 0] };
}

export function textAt(offsets: Offsets, sizes: number | readonly [number, number, number]): Field<'text'> {
  return { kind: 'text', offsets, sizes: typeof sizes === 'number' ? [sizes, sizes, sizes] : sizes };
}

const I64_MAX = 0x7fffffffffffffffn;
const U64_MAX = 0xffffffffffffffffn;
const I32_MAX = 0x7fffffff;

/** NUL-padded text of single bytes. */
export function readText(bytes: Uint8Array, offset: number, size: number): string {
  let text = '';
  for (let i = offset; i < offset + size; i++) {
    const code = bytes[i] as number;
    if (code === 0) break;
    text += String.fromCharCode(code);
  }
  return text;
}

/** Writes `text` into `size` bytes; cut so that one NUL stays. */
export function writeText(bytes: Uint8Array, offset: number, size: number, text: string): void {
  const length = Math.min(text.length, size - 1);
  for (let i = 0; i < length; i++) bytes[offset + i] = text.charCodeAt(i) & 255;
  bytes.fill(0, offset + length, offset + size);
}

/** Decodes the record that starts at `offset` of `bytes`; fields that the version lacks come out as null, 0 or ''. */
export function decodeFields<T extends FieldTable>(
  table: T,
  bytes: Uint8Array,
  offset: number,
  version: DbnVersion,
): Decoded<T> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const record: Record<string, number | bigint | string | null> = {};
  for (const name in table) {
    const field = table[name] as Field;
    const place = field.offsets[version - 1] as number | null;
    record[name] =
      place === null ? absentValue(field.kind) : readField(view, bytes, offset + place, field, version);
  }
  return record as Decoded<T>;
}

function absentValue(kind: Kind): number | bigint | string | null {
  switch (kind) {
    case 'char':
    case 'text':
      return '';
    case 'u64':
    case 'u32ThenU64':
      return 0n;
    case 'time':
    case 'price':
    case 'positivePrice':
    case 'quantity':
    case 'i32OrNull':
      return null;
    default:
      return 0;
  }
}

function orNull<V>(value: V, undefinedValue: V): V | null {
  return value === undefinedValue ? null : value;
}

function positiveOrNull(price: bigint): bigint | null {
  return price <= 0n || price === I64_MAX ? null : price;
}

function readField(
  view: DataView,
  bytes: Uint8Array,
  at: number,
  field: Field,
  version: DbnVersion,
): number | bigint | string | null {
  switch (field.kind) {
    case 'u8':
      return view.getUint8(at);
    case 'u16':
      return view.getUint16(at, true);
    case 'u32':
      return view.getUint32(at, true);
    case 'i32':
      return view.getInt32(at, true);
    case 'i32OrNull':
      return orNull(view.getInt32(at, true), I32_MAX);
    case 'u64':
      return view.getBigUint64(at, true);
    case 'time':
      return orNull(view.getBigUint64(at, true), U64_MAX);
    case 'price':
      return orNull(view.getBigInt64(at, true), I64_MAX);
    case 'positivePrice':
      return positiveOrNull(view.getBigInt64(at, true));
    case 'u32ThenU64':
      return version < 3 ? BigInt(view.getUint32(at, true)) : view.getBigUint64(at, true);
    case 'quantity':
      return version < 3
        ? orNull(BigInt(view.getInt32(at, true)), BigInt(I32_MAX))
        : orNull(view.getBigInt64(at, true), I64_MAX);
    case 'char':
      return String.fromCharCode(view.getUint8(at));
    case 'text':
      return readText(bytes, at, field.sizes[version - 1] as number);
  }
}

/** Writes `record` at `offset`; fields that the version lacks are left out. Bytes between fields are not touched. */
export function encodeFields<T extends FieldTable>(
  table: T,
  record: Decoded<T>,
  bytes: Uint8Array,
  offset: number,
  version: DbnVersion,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const name in table) {
    const field = table[name] as Field;
    const place = field.offsets[version - 1] as number | null;
    if (place === null) continue;
    const value = record[name] as number | bigint | string | null;
    if (field.kind === 'text')
      writeText(bytes, offset + place, field.sizes[version - 1] as number, value as string);
    else writeField(view, offset + place, field.kind, value, version);
  }
}

function writeField(
  view: DataView,
  at: number,
  kind: Exclude<Kind, 'text'>,
  value: number | bigint | string | null,
  version: DbnVersion,
): void {
  switch (kind) {
    case 'u8':
      view.setUint8(at, value as number);
      break;
    case 'u16':
      view.setUint16(at, value as number, true);
      break;
    case 'u32':
      view.setUint32(at, value as number, true);
      break;
    case 'i32':
    case 'i32OrNull':
      view.setInt32(at, (value as number | null) ?? I32_MAX, true);
      break;
    case 'u64':
    case 'time':
      view.setBigUint64(at, (value as bigint | null) ?? U64_MAX, true);
      break;
    case 'price':
    case 'positivePrice':
      view.setBigInt64(at, (value as bigint | null) ?? I64_MAX, true);
      break;
    case 'u32ThenU64':
      if (version < 3) view.setUint32(at, Number(value), true);
      else view.setBigUint64(at, value as bigint, true);
      break;
    case 'quantity':
      if (version < 3) view.setInt32(at, value === null ? I32_MAX : Number(value), true);
      else view.setBigInt64(at, (value as bigint | null) ?? I64_MAX, true);
      break;
    case 'char':
      view.setUint8(at, (value as string).charCodeAt(0) & 255);
      break;
  }
}
