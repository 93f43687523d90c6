// One instance of a compiled part of the core, and its memory. Numbers and addresses (bytes) go in and out; tables are
// looked at through views of the memory, which are other ones each time that it has grown.

/** As much of the global as is used; the libraries that describe all of it describe a page's other globals too. */
interface CompilerGlobal {
  readonly WebAssembly: {
    Module: new (bytes: Uint8Array) => object;
    Instance: new (module: object, imports: object) => { readonly exports: object };
  };
}

const modules = new Map<Uint8Array, object>();

export class CompiledPart<Exports extends { readonly memory: { readonly buffer: ArrayBuffer } }> {
  readonly call: Exports;
  #i32 = new Int32Array(0);
  #f64 = new Float64Array(0);

  /**
   * @param bytes the part, compiled once for all of its instances
   * @param importsOf what the instance calls, which may look at it once it is there
   */
  constructor(bytes: Uint8Array, importsOf: (part: object) => object) {
    const { WebAssembly } = globalThis as unknown as CompilerGlobal;
    const module = modules.get(bytes) ?? new WebAssembly.Module(bytes);
    modules.set(bytes, module);
    this.call = new WebAssembly.Instance(module, importsOf(this)).exports as Exports;
  }

  /** The memory as it is now; a view from before the latest call may have no length any more. */
  get i32(): Int32Array {
    if (this.#i32.length === 0) this.#i32 = new Int32Array(this.call.memory.buffer);
    return this.#i32;
  }

  get f64(): Float64Array {
    if (this.#f64.length === 0) this.#f64 = new Float64Array(this.call.memory.buffer);
    return this.#f64;
  }

  get buffer(): ArrayBuffer {
    return this.call.memory.buffer;
  }

  /** Word `word`, of 32 bits, of what stands at an address. */
  wordOf(address: number, word: number): number {
    return this.i32[(address >>> 2) + word] as number;
  }
}
