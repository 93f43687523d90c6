// A message on the wire: a fixed header, a JSON head, an optional binary payload that starts on a multiple of 8 bytes
// so that Arrow columns can be viewed in place.
//
//   0 u32 magic "FBK1"   4 u8 kind   5 u8[3] zero   8 u32 call id   12 u32 head length   16 u32 payload length   20 u32 zero
//   24 head (UTF-8 JSON) · zeros up to a multiple of 8 · payload
import { assert } from '../../src/base/assert.ts';
import { err, ok, type Result } from '../../src/base/result.ts';

export const ENVELOPE_MAGIC = 0x314b4246;
export const HEADER_BYTES = 24;
/** Larger messages are refused: no request or chunk comes near it. */
export const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
export const MAX_HEAD_BYTES = 4 * 1024 * 1024;

export const KIND = { request: 1, response: 2, failure: 3, cancel: 4, event: 5 } as const;
export type Kind = (typeof KIND)[keyof typeof KIND];

export interface Envelope {
  readonly kind: Kind;
  /** Pairs a request with its response, failure or cancel; 0 for events. */
  readonly callId: number;
  readonly head: unknown;
  readonly payload: Uint8Array | null;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

export function encodeEnvelope(message: Envelope): Uint8Array {
  const head = encoder.encode(JSON.stringify(message.head));
  // The other end would take it for hostile and close.
  assert(head.length <= MAX_HEAD_BYTES, `a message head of ${head.length} bytes is too large to send`);
  const payloadAt = (HEADER_BYTES + head.length + 7) & ~7;
  const payloadBytes = message.payload?.length ?? 0;
  const bytes = new Uint8Array(payloadAt + payloadBytes);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, ENVELOPE_MAGIC, true);
  view.setUint8(4, message.kind);
  view.setUint32(8, message.callId, true);
  view.setUint32(12, head.length, true);
  view.setUint32(16, payloadBytes, true);
  bytes.set(head, HEADER_BYTES);
  if (message.payload) bytes.set(message.payload, payloadAt);
  return bytes;
}

/** The error is a reason for the log; a link that carries such bytes is broken or hostile and should be closed. */
export function decodeEnvelope(bytes: Uint8Array): Result<Envelope, string> {
  if (bytes.length < HEADER_BYTES) return err('message shorter than its header');
  if (bytes.length > MAX_MESSAGE_BYTES) return err('message too large');
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  const view = new DataView(aligned.buffer, aligned.byteOffset, aligned.length);
  if (view.getUint32(0, true) !== ENVELOPE_MAGIC) return err('message of another protocol');
  const kind = view.getUint8(4);
  if (kind < KIND.request || kind > KIND.event) return err(`unknown message kind ${kind}`);
  const headBytes = view.getUint32(12, true);
  const payloadBytes = view.getUint32(16, true);
  const payloadAt = (HEADER_BYTES + headBytes + 7) & ~7;
  if (headBytes > MAX_HEAD_BYTES || payloadAt + payloadBytes !== aligned.length)
    return err('message lengths do not add up');
  try {
    const head: unknown = JSON.parse(
      decoder.decode(aligned.subarray(HEADER_BYTES, HEADER_BYTES + headBytes)),
    );
    const payload = payloadBytes > 0 ? aligned.subarray(payloadAt) : null;
    return ok({ kind: kind as Kind, callId: view.getUint32(8, true), head, payload });
  } catch {
    return err('message head is not JSON');
  }
}
