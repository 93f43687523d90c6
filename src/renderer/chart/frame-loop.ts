// The one owner of requestAnimationFrame: a frame is painted when something asked for it, never otherwise.
import type { Disposable } from '../../base/disposable.ts';

export class FrameLoop implements Disposable {
  readonly #paint: (nowMs: number) => void;
  #handle: number | null = null;
  #frames = 0;
  #disposed = false;

  /** `paint` may call `invalidate` to have another frame after this one. */
  constructor(paint: (nowMs: number) => void) {
    this.#paint = paint;
  }

  /** A frame is due. */
  get dirty(): boolean {
    return this.#handle !== null;
  }

  get frames(): number {
    return this.#frames;
  }

  invalidate(): void {
    if (this.#handle !== null || this.#disposed) return;
    this.#handle = requestAnimationFrame((nowMs) => {
      this.#handle = null;
      this.#frames++;
      this.#paint(nowMs);
    });
  }

  dispose(): void {
    this.#disposed = true;
    if (this.#handle !== null) cancelAnimationFrame(this.#handle);
    this.#handle = null;
  }
}
