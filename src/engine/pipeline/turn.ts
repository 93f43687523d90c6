// Long work in an engine that must stay responsive: a turn lets every message that waits be served first.

/** Gives way to what waits in the event loop. Throws the signal's reason where the work is not wanted any more. */
export async function nextTurn(signal?: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  signal?.throwIfAborted();
}
