// Gathers the skippable frame that opens a legacy DBZ file. What it claims to hold is only believed as far as bytes come.
import { DBZ_CONTENT_OFFSET, DBZ_FIXED_BYTES } from '../../core/dbn/dbz.ts';
import { METADATA_CAP_BYTES } from '../../core/dbn/metadata.ts';

const FIRST_BYTES = 4096;

export class DbzHead {
  /** Bytes of the file taken so far. */
  taken = 0;
  #bytes = new Uint8Array(FIRST_BYTES);
  #end = DBZ_CONTENT_OFFSET;

  /** All of the frame is here. */
  get whole(): boolean {
    return this.taken >= DBZ_CONTENT_OFFSET && this.taken === this.#end;
  }

  /** Bytes of the whole frame as far as it is known. */
  get claimedBytes(): number {
    return this.#end;
  }

  /** The frame cannot be what it says it is. */
  get refused(): 'too-short' | 'too-large' | null {
    if (this.taken < DBZ_CONTENT_OFFSET) return null;
    if (this.#end < DBZ_CONTENT_OFFSET + DBZ_FIXED_BYTES) return 'too-short';
    return this.#end > METADATA_CAP_BYTES ? 'too-large' : null;
  }

  /** The frame's content: fixed part, then the compressed variable part. */
  get content(): Uint8Array {
    return this.#bytes.subarray(DBZ_CONTENT_OFFSET, this.taken);
  }

  /** Takes what belongs to the frame of input[at..) and returns how much that was. */
  take(input: Uint8Array, at: number): number {
    const lengthFirst = this.taken < DBZ_CONTENT_OFFSET ? DBZ_CONTENT_OFFSET : this.#end;
    const count = Math.min(lengthFirst - this.taken, input.length - at);
    this.#reserve(this.taken + count);
    this.#bytes.set(input.subarray(at, at + count), this.taken);
    this.taken += count;
    if (lengthFirst === DBZ_CONTENT_OFFSET && this.taken === DBZ_CONTENT_OFFSET) {
      this.#end = DBZ_CONTENT_OFFSET + new DataView(this.#bytes.buffer).getUint32(4, true);
    }
    return count;
  }

  #reserve(bytes: number): void {
    if (bytes <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(bytes, 2 * this.#bytes.length));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
