// A checkpoint of gold as bytes: a JSON head with the numbers and the arrays' sizes, then the arrays, each on a multiple
// of 8. For this machine's own cache: not a format for exchange.
import type { GoldCheckpoint } from '../../core/fields/checkpoint.ts';

const ARRAY_TYPES = { Uint8Array, Int32Array, Float64Array } as const;
type ArrayName = keyof typeof ARRAY_TYPES;
type AnyArray = InstanceType<(typeof ARRAY_TYPES)[ArrayName]>;

interface Head {
  readonly plain: Record<string, unknown>;
  readonly arrays: { readonly path: string; readonly type: ArrayName; readonly length: number }[];
}

const FLOW_PREFIX = 'flow.';
const COMPANION_PREFIX = 'companion.';

export function encodeCheckpoint(checkpoint: GoldCheckpoint): Uint8Array {
  const { flow, companions, ...own } = checkpoint;
  const plain: Record<string, unknown> = {};
  const arrays: { path: string; value: AnyArray }[] = [];
  for (const [name, value] of Object.entries(own)) {
    if (isArray(value)) arrays.push({ path: name, value });
    else plain[name] = value;
  }
  for (const [name, value] of Object.entries(flow)) {
    if (isArray(value)) arrays.push({ path: FLOW_PREFIX + name, value });
  }
  companions.forEach((companion, i) => {
    arrays.push({ path: `${COMPANION_PREFIX}${i}`, value: Uint8Array.from(encodeCheckpoint(companion)) });
  });
  const head: Head = {
    plain,
    arrays: arrays.map(({ path, value }) => ({ path, type: typeName(value), length: value.length })),
  };
  const text = new TextEncoder().encode(JSON.stringify(head));
  const size = arrays.reduce((sum, { value }) => sum + padded(value.byteLength), padded(8 + text.length));
  const bytes = new Uint8Array(size);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 8);
  let at = padded(8 + text.length);
  for (const { value } of arrays) {
    bytes.set(new Uint8Array(value.buffer, value.byteOffset, value.byteLength), at);
    at += padded(value.byteLength);
  }
  return bytes;
}

/** For bytes whose checksum is right. */
export function decodeCheckpoint(bytes: Uint8Array): GoldCheckpoint {
  const whole = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  const size = new DataView(whole.buffer, whole.byteOffset).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(whole.subarray(8, 8 + size))) as Head;
  const own: Record<string, unknown> = { ...head.plain };
  const flow: Record<string, unknown> = {};
  const companions: GoldCheckpoint[] = [];
  let at = whole.byteOffset + padded(8 + size);
  for (const { path, type, length } of head.arrays) {
    const value = new ARRAY_TYPES[type](whole.buffer as ArrayBuffer, at, length);
    at += padded(value.byteLength);
    if (path.startsWith(FLOW_PREFIX)) flow[path.slice(FLOW_PREFIX.length)] = value;
    else if (path.startsWith(COMPANION_PREFIX)) companions.push(decodeCheckpoint(value as Uint8Array));
    else own[path] = value;
  }
  return { ...own, flow, companions } as unknown as GoldCheckpoint;
}

function isArray(value: unknown): value is AnyArray {
  return ArrayBuffer.isView(value);
}

function typeName(value: AnyArray): ArrayName {
  return value.constructor.name as ArrayName;
}

function padded(bytes: number): number {
  return (bytes + 7) & ~7;
}
