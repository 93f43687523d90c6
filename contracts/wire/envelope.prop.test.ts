import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeEnvelope, encodeEnvelope, HEADER_BYTES, KIND, type Kind } from './envelope.ts';

const envelopes = fc.record({
  kind: fc.constantFrom(...(Object.values(KIND) as Kind[])),
  callId: fc.nat(0xffffffff),
  head: fc.jsonValue(),
  payload: fc.option(fc.uint8Array({ minLength: 1, maxLength: 300 })),
});

describe('envelope', () => {
  it('decodes what it encodes, at any alignment', () => {
    fc.assert(
      fc.property(envelopes, fc.nat(15), (message, shift) => {
        const bytes = encodeEnvelope(message);
        const moved = new Uint8Array(bytes.length + shift);
        moved.set(bytes, shift);
        const decoded = decodeEnvelope(moved.subarray(shift));
        expect(decoded.ok).toBe(true);
        if (!decoded.ok) return;
        expect(decoded.value).toMatchObject({ kind: message.kind, callId: message.callId });
        // JSON has one zero.
        expect(decoded.value.head).toEqual(JSON.parse(JSON.stringify(message.head)));
        expect(decoded.value.payload).toEqual(message.payload);
      }),
    );
  });

  it('answers any bytes with a reason, never an exception', () => {
    fc.assert(
      fc.property(
        envelopes,
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }),
        fc.nat(),
        (message, edits, cut) => {
          const bytes = encodeEnvelope(message);
          for (const [at, value] of edits) bytes[at % bytes.length] = value;
          decodeEnvelope(bytes.subarray(0, cut % (bytes.length + 1)));
        },
      ),
    );
  });

  it('refuses lengths that do not add up', () => {
    const bytes = encodeEnvelope({ kind: KIND.event, callId: 0, head: {}, payload: new Uint8Array(8) });
    expect(decodeEnvelope(bytes.subarray(0, bytes.length - 1)).ok).toBe(false);
    new DataView(bytes.buffer).setUint32(12, 0xfffffff0, true);
    expect(decodeEnvelope(bytes)).toMatchObject({ ok: false });
    expect(decodeEnvelope(new Uint8Array(HEADER_BYTES - 1)).ok).toBe(false);
  });
});
