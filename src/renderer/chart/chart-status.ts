// How far the picture is: told to whoever waits for it.

export interface ChartStatus {
  /** Pyramid level that carries the picture: a column is 4^level seconds. */
  readonly level: number;
  readonly missingTiles: number;
  /** Of which a part is here: a zoomed-out picture is being computed. */
  readonly unfinishedTiles: number;
  readonly inFlight: number;
  readonly contextLost: boolean;
}

export function sameStatus(a: ChartStatus, b: ChartStatus): boolean {
  return (
    a.level === b.level &&
    a.missingTiles === b.missingTiles &&
    a.unfinishedTiles === b.unfinishedTiles &&
    a.inFlight === b.inFlight &&
    a.contextLost === b.contextLost
  );
}
