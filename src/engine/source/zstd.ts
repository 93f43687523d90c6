// One synchronous zstd decoder, two engines behind it: the native one of Node's zlib where the runtime has it, else the
// wasm of `zstddec`, driven here. Both are given the slices that zstd-frames.ts cuts and both verify checksums.
// Synchronous on purpose: on a 138 MB day Node's own stream takes 1.2–1.4 s (a thread-pool hop per chunk), the wasm
// 0.9 s and the native handle 0.57–0.75 s, and a worker that decodes into shared memory has nothing else to do.
import * as zlib from 'node:zlib';

export type ZstdEngine = 'native' | 'wasm';

export interface ZstdDecodeError {
  readonly checksum: boolean;
  readonly message: string;
}

export interface ZstdDecoder {
  readonly engine: ZstdEngine;
  /** Bytes taken from the input and written to the output by the last `decode`. */
  consumed: number;
  produced: number;
  error: ZstdDecodeError | null;
  /**
   * Decodes input[from..to) into output[outFrom..outTo). Afterwards all input is consumed, or the output is full, or
   * `error` is set; a full output may leave more to come, so call again, with what is left or with nothing.
   */
  decode(
    input: Uint8Array,
    from: number,
    to: number,
    output: Uint8Array,
    outFrom: number,
    outTo: number,
  ): void;
  /** After a frame's last slice: whether the decoder too is at the frame's end. */
  atFrameEnd(): boolean;
  close(): void;
}

/** What is used of the object behind a zlib stream: npm's own tar reader relies on the same members. */
interface ZlibHandle {
  writeSync(
    flush: number,
    input: Uint8Array,
    inputOffset: number,
    inputLength: number,
    output: Uint8Array,
    outputOffset: number,
    outputLength: number,
  ): void;
  onerror: (message: string, errno: number, code: string) => void;
}

interface ZlibInternals {
  readonly _handle?: Partial<ZlibHandle>;
  /** Bytes left of output and of input after a write. */
  readonly _writeState?: Uint32Array;
  close(): void;
}

class NativeDecoder implements ZstdDecoder {
  readonly engine = 'native';
  consumed = 0;
  produced = 0;
  error: ZstdDecodeError | null = null;
  readonly #stream: ZlibInternals;
  readonly #handle: ZlibHandle;
  readonly #state: Uint32Array;

  constructor() {
    const params = { [zlib.constants.ZSTD_d_windowLogMax]: 27 };
    this.#stream = zlib.createZstdDecompress({ params }) as unknown as ZlibInternals;
    const { _handle: handle, _writeState: state } = this.#stream;
    if (typeof handle?.writeSync !== 'function' || !(state instanceof Uint32Array)) {
      throw new Error('zlib has other internals than expected');
    }
    this.#handle = handle as ZlibHandle;
    this.#state = state;
    this.#handle.onerror = (message, _errno, code) => {
      this.error = { checksum: code === 'ZSTD_error_checksum_wrong', message };
    };
  }

  decode(
    input: Uint8Array,
    from: number,
    to: number,
    output: Uint8Array,
    outFrom: number,
    outTo: number,
  ): void {
    this.#handle.writeSync(0, input, from, to - from, output, outFrom, outTo - outFrom);
    if (this.error) {
      this.consumed = 0;
      this.produced = 0;
      return;
    }
    this.produced = outTo - outFrom - (this.#state[0] as number);
    this.consumed = to - from - (this.#state[1] as number);
  }

  atFrameEnd(): boolean {
    return this.error === null;
  }

  close(): void {
    this.#stream.close();
  }
}

interface WasmExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  malloc(bytes: number): number;
  free(pointer: number): void;
  ZSTD_createDCtx(): number;
  ZSTD_freeDCtx(context: number): void;
  ZSTD_decompressStream(context: number, output: number, input: number): number;
}

const WASM_IN_BYTES = 128 * 1024;
const WASM_OUT_BYTES = 256 * 1024;
/** ZSTD_inBuffer and ZSTD_outBuffer: pointer, size, position, each 32 bits. */
const BUFFER_STRUCT_BYTES = 12;
const ZSTD_ERROR_CHECKSUM_WRONG = 22;
const ZSTD_ERROR_NAMES: Readonly<Record<number, string>> = {
  10: 'unknown frame prefix',
  16: 'window too large',
  20: 'data corruption detected',
  22: "restored data doesn't match checksum",
  64: 'not enough memory',
};

class WasmDecoder implements ZstdDecoder {
  readonly engine = 'wasm';
  consumed = 0;
  produced = 0;
  error: ZstdDecodeError | null = null;
  readonly #wasm: WasmExports;
  readonly #context: number;
  readonly #input: number;
  readonly #output: number;
  readonly #structs: number;
  #heap: Uint8Array;
  #words: Uint32Array;
  #lastReturn = 0;

  constructor(wasm: WasmExports) {
    this.#wasm = wasm;
    this.#context = wasm.ZSTD_createDCtx();
    this.#input = wasm.malloc(WASM_IN_BYTES);
    this.#output = wasm.malloc(WASM_OUT_BYTES);
    this.#structs = wasm.malloc(2 * BUFFER_STRUCT_BYTES);
    this.#heap = new Uint8Array(wasm.memory.buffer);
    this.#words = new Uint32Array(wasm.memory.buffer);
  }

  decode(
    input: Uint8Array,
    from: number,
    to: number,
    output: Uint8Array,
    outFrom: number,
    outTo: number,
  ): void {
    this.consumed = 0;
    this.produced = 0;
    for (;;) {
      const inLength = Math.min(to - from - this.consumed, WASM_IN_BYTES);
      const outLength = Math.min(outTo - outFrom - this.produced, WASM_OUT_BYTES);
      this.#heap.set(input.subarray(from + this.consumed, from + this.consumed + inLength), this.#input);
      this.#run(inLength, outLength);
      if (this.error) return;
      const words = this.#words;
      const inUsed = words[(this.#structs >> 2) + 2] as number;
      const outUsed = words[(this.#structs >> 2) + 5] as number;
      output.set(this.#heap.subarray(this.#output, this.#output + outUsed), outFrom + this.produced);
      this.consumed += inUsed;
      this.produced += outUsed;
      if (outFrom + this.produced === outTo) return;
      if (from + this.consumed === to && outUsed < outLength) return;
    }
  }

  #run(inLength: number, outLength: number): void {
    const at = this.#structs >> 2;
    this.#words.set([this.#input, inLength, 0, this.#output, outLength, 0], at);
    const result =
      this.#wasm.ZSTD_decompressStream(this.#context, this.#structs + BUFFER_STRUCT_BYTES, this.#structs) | 0;
    if (this.#heap.buffer !== this.#wasm.memory.buffer) {
      this.#heap = new Uint8Array(this.#wasm.memory.buffer);
      this.#words = new Uint32Array(this.#wasm.memory.buffer);
    }
    // With nothing to take and nothing to give, the library already talks of the frame after this one.
    const idle = inLength === 0 && this.#words[at + 5] === 0;
    if (!idle || result < 0) this.#lastReturn = result;
    if (result >= 0) return;
    this.error = {
      checksum: -result === ZSTD_ERROR_CHECKSUM_WRONG,
      message: ZSTD_ERROR_NAMES[-result] ?? `zstd error ${-result}`,
    };
  }

  atFrameEnd(): boolean {
    return this.error === null && this.#lastReturn === 0;
  }

  close(): void {
    this.#wasm.ZSTD_freeDCtx(this.#context);
    for (const pointer of [this.#input, this.#output, this.#structs]) this.#wasm.free(pointer);
  }
}

let wasmExports: Promise<WasmExports> | null = null;

/** The package's own streaming loop never ends on damaged data, so only its compiled module is used. */
async function loadWasm(): Promise<WasmExports> {
  const { ZSTDDecoder } = await import('zstddec/stream');
  return new Promise((resolve, reject) => {
    const loader = new ZSTDDecoder();
    const keep = loader._init;
    loader._init = (result) => {
      keep(result);
      resolve(result.instance.exports as unknown as WasmExports);
    };
    loader.init().catch(reject);
  });
}

/** "field" in a frame with a checksum, written by the reference implementation; the last four bytes are the checksum. */
const SAMPLE = [
  0x28, 0xb5, 0x2f, 0xfd, 0x24, 5, 0x29, 0, 0, 0x66, 0x69, 0x65, 0x6c, 0x64, 0x28, 0x7b, 0x87, 0xda,
];

/** Whether a decoder does two frames in a row, in uneven slices, and refuses a wrong checksum. */
function passesSelfTest(create: () => ZstdDecoder): boolean {
  const good = Uint8Array.from(SAMPLE);
  const bad = good.with(good.length - 1, 0);
  const output = new Uint8Array(10);
  let decoder = create();
  try {
    for (const [from, to, outFrom] of [
      [0, 9, 0],
      [9, 18, 0],
      [0, 18, 5],
    ] as const) {
      decoder.decode(good, from, to, output, outFrom, 10);
      if (decoder.error || decoder.consumed !== to - from) return false;
    }
    if (decoder.produced !== 5 || String.fromCharCode(...output) !== 'fieldfield') return false;
  } finally {
    decoder.close();
  }
  decoder = create();
  try {
    decoder.decode(bad, 0, bad.length, output, 0, 10);
    return (decoder.error as ZstdDecodeError | null)?.checksum === true;
  } finally {
    decoder.close();
  }
}

let nativeWorks: boolean | null = null;

/** The native engine is reached through internals, so it is only used where it proves itself, once per thread. */
export function hasNativeZstd(): boolean {
  if (nativeWorks === null) {
    try {
      nativeWorks =
        typeof zlib.createZstdDecompress === 'function' && passesSelfTest(() => new NativeDecoder());
    } catch {
      nativeWorks = false;
    }
  }
  return nativeWorks;
}

/** A decoder for any number of frames in a row. `engine` is for tests; the best that works is taken without it. */
export async function createZstdDecoder(engine?: ZstdEngine): Promise<ZstdDecoder> {
  if (engine !== 'wasm' && hasNativeZstd()) return new NativeDecoder();
  wasmExports ??= loadWasm();
  return new WasmDecoder(await wasmExports);
}
