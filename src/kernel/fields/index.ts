// What the fields of one kernel offer to the outside: its settings, its cells, and the loops over them.
export {
  AVERAGES_AT,
  clearBook,
  clearCells,
  findPage,
  LATTICE_BYTES,
  LEVELS_AT,
  LEVELS_BYTES,
  PAGE_SHIFT,
  pageAddress,
  pageCount,
  pageNumber,
  pageOf,
  RECENT_AT,
  RECENT_BYTES,
  setLevel,
  TOUCHED_AT,
  VELOCITIES,
  VELOCITIES_IN_RECENT,
} from './cells';
export { enterRows, makeRows, selectRows } from './flow';
export { reserve } from './memory';
export * from './parameters';
export {
  bands,
  densityInPrice,
  depth,
  depthBehind,
  fastAverageInPrice,
  makeSurroundings,
  structure,
  total,
  velocity,
  velocityInPrice,
  viscosityInPrice,
} from './passes';
export { beginFrame, fillSeeds, makeSeeds } from './seeds';
