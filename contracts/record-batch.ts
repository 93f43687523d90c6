// One Arrow record batch message, written straight into its own bytes. The library's writer builds each batch's header
// anew and copies its columns twice; here a header that the library made once for the table is copied and its numbers
// (lengths, null counts, buffer places) are filled in. Format: Arrow columnar format, "IPC"; flatbuffers tables as in
// Message.fbs.

/** Buffers of one field node in the order of the format: its validity (null = all valid), then its values if it has any. */
export interface BatchNode {
  readonly length: number;
  readonly nullCount: number;
  readonly validity: Uint8Array | null;
  /** Absent for a node that only groups its child (a fixed-size list). */
  readonly values?: ArrayBufferView;
}

const PREFIX_BYTES = 8;
const CONTINUATION = 0xffffffff;
/** Kind of message. */
const RECORD_BATCH = 3;
const STRUCT_BYTES = 16;
/** Slots in the flatbuffers tables. */
const MESSAGE_HEADER_TYPE = 1;
const MESSAGE_HEADER = 2;
const MESSAGE_BODY_LENGTH = 3;
const BATCH_LENGTH = 0;
const BATCH_NODES = 1;
const BATCH_BUFFERS = 2;

export class BatchTemplate {
  readonly #head: Uint8Array;
  readonly #bodyLengthAt: number;
  readonly #lengthAt: number;
  readonly #nodesAt: number;
  readonly #buffersAt: number;

  /** `message`: a record batch message of the table with at least one row. */
  constructor(message: Uint8Array) {
    const view = new DataView(message.buffer, message.byteOffset, message.length);
    this.#head = message.slice(0, PREFIX_BYTES + view.getInt32(4, true));
    const root = PREFIX_BYTES + view.getUint32(PREFIX_BYTES, true);
    const header = slotOf(view, root, MESSAGE_HEADER);
    const batch = header + view.getUint32(header, true);
    this.#bodyLengthAt = slotOf(view, root, MESSAGE_BODY_LENGTH);
    this.#lengthAt = slotOf(view, batch, BATCH_LENGTH);
    this.#nodesAt = vectorAt(view, slotOf(view, batch, BATCH_NODES));
    this.#buffersAt = vectorAt(view, slotOf(view, batch, BATCH_BUFFERS));
  }

  /** The message for `length` rows; columns are copied once, into memory from `allocate`, all of which is written. */
  encode(
    nodes: readonly BatchNode[],
    length: number,
    allocate: (byteLength: number) => Uint8Array = (byteLength) => new Uint8Array(byteLength),
  ): Uint8Array {
    let bodyBytes = 0;
    for (const node of nodes) {
      bodyBytes += padded(node.validity?.byteLength ?? 0) + padded(node.values?.byteLength ?? 0);
    }
    const bodyAt = this.#head.length;
    const bytes = allocate(bodyAt + bodyBytes);
    bytes.set(this.#head);
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    view.setBigInt64(this.#bodyLengthAt, BigInt(bodyBytes), true);
    view.setBigInt64(this.#lengthAt, BigInt(length), true);
    let nodeAt = this.#nodesAt;
    let bufferAt = this.#buffersAt;
    let offset = 0;
    const put = (values: ArrayBufferView | null): void => {
      const size = values?.byteLength ?? 0;
      setInt53(view, bufferAt, offset);
      setInt53(view, bufferAt + 8, size);
      if (values) bytes.set(new Uint8Array(values.buffer, values.byteOffset, size), bodyAt + offset);
      bytes.fill(0, bodyAt + offset + size, bodyAt + offset + padded(size));
      bufferAt += STRUCT_BYTES;
      offset += padded(size);
    };
    for (const node of nodes) {
      setInt53(view, nodeAt, node.length);
      setInt53(view, nodeAt + 8, node.nullCount);
      nodeAt += STRUCT_BYTES;
      put(node.validity);
      if (node.values) put(node.values);
    }
    return bytes;
  }
}

export interface BatchParts {
  readonly length: number;
  /** Every node's validity (empty = all valid) and values, in the order of the format; views into the message. */
  readonly buffers: readonly Uint8Array[];
}

/** Takes a message apart that `encode`, or the library, made. Only for bytes whose checksum has been checked. */
export function readRecordBatch(message: Uint8Array): BatchParts {
  const view = new DataView(message.buffer, message.byteOffset, message.length);
  const bodyAt = PREFIX_BYTES + view.getInt32(4, true);
  const root = PREFIX_BYTES + view.getUint32(PREFIX_BYTES, true);
  const header = slotOf(view, root, MESSAGE_HEADER);
  const batch = header + view.getUint32(header, true);
  const buffersSlot = slotOf(view, batch, BATCH_BUFFERS);
  const first = vectorAt(view, buffersSlot);
  const count = view.getUint32(first - 4, true);
  const buffers: Uint8Array[] = [];
  for (let at = first; at < first + count * STRUCT_BYTES; at += STRUCT_BYTES) {
    const from = bodyAt + view.getUint32(at, true);
    buffers.push(message.subarray(from, from + view.getUint32(at + 8, true)));
  }
  // A length of 0 is the format's default and may have been left out.
  const lengthAt = slotOf(view, batch, BATCH_LENGTH);
  return { length: lengthAt === batch ? 0 : view.getUint32(lengthAt, true), buffers };
}

/** The record batch messages of a stream, as views into it. Throws where it is cut short or is no stream. */
export function recordBatchesOf(stream: Uint8Array): Uint8Array[] {
  const view = new DataView(stream.buffer, stream.byteOffset, stream.length);
  const messages: Uint8Array[] = [];
  for (let at = 0; at + PREFIX_BYTES <= stream.length; ) {
    const headBytes = view.getInt32(at + 4, true);
    if (view.getUint32(at, true) !== CONTINUATION || headBytes < 0) break;
    if (headBytes === 0) return messages;
    const root = at + PREFIX_BYTES + view.getUint32(at + PREFIX_BYTES, true);
    const lengthAt = slotOf(view, root, MESSAGE_BODY_LENGTH);
    const bodyBytes = lengthAt === root ? 0 : view.getUint32(lengthAt, true);
    const end = at + PREFIX_BYTES + headBytes + bodyBytes;
    if (end > stream.length) break;
    if (view.getUint8(slotOf(view, root, MESSAGE_HEADER_TYPE)) === RECORD_BATCH)
      messages.push(stream.subarray(at, end));
    at = end;
  }
  throw new Error('not a whole Arrow stream');
}

/** Where a table keeps a field; the table's own place where the field was left out. */
function slotOf(view: DataView, table: number, field: number): number {
  const vtable = table - view.getInt32(table, true);
  const entry = 4 + field * 2;
  return entry < view.getUint16(vtable, true) ? table + view.getUint16(vtable + entry, true) : table;
}

/** First element of the vector that the offset at `slot` points to. */
function vectorAt(view: DataView, slot: number): number {
  return slot + view.getUint32(slot, true) + 4;
}

function padded(bytes: number): number {
  return (bytes + 7) & ~7;
}

function setInt53(view: DataView, at: number, value: number): void {
  view.setUint32(at, value >>> 0, true);
  view.setUint32(at + 4, Math.floor(value / 4294967296), true);
}
