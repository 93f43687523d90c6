// Waiting for what another thread or the disk brings about: for as long as a busy machine may take.
import { vi } from 'vitest';

const PATIENCE_MILLIS = 20_000;

/** Resolves once `check` does not throw any more; rejects with its last error. */
export function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: PATIENCE_MILLIS });
}
