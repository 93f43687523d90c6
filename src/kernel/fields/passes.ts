// A pass is one loop over the cells of a lattice that fills the planes of a few fields which share their inputs (dense,
// index i = tick - the planes' first tick), from `from` to before `to`. Grouping by inputs and not by field halves the
// memory traffic. A pass visits no more cells than can have changed: planes keep their values from one window to the next
// where nothing moved. Which passes run, and over which cells, is planned in core/fields/plan.ts; the classes have the
// planes that a pass there fills and then those that it needs, in the same order.
//
// Dense loops take two cells at a time and so may write one cell behind their last, for which each plane has room.
import { averagesBeforeAt, cellOfTouched, latticeOfTouched, velocitiesAt } from './cells';
import {
  curvature,
  density,
  limited,
  permeability,
  positivePart,
  pressure,
  restFraction,
  slope,
  viscosity,
  voidStrength,
  wallStrength,
  waveEnergy,
  youngShare,
} from './formulas';
import { aboveMedian } from './median';
import { reserve } from './memory';
import { losses, relativeDensity, surroundTicks } from './parameters';
import { anew, CellList, hasRest, moving, planeLength, touched, validWindow } from './seeds';

@unmanaged
class Velocity {
  u: usize;
  limited: usize;
  du: usize;
  d2u: usize;
}

/** u, its limited form and its changes since the last valid windows, 0 before there are enough. The planes come cleared. */
export function velocity(io: Velocity): void {
  for (let k = 0; k < moving.count; k++) {
    const at = indexAt(moving, k) << 3;
    const cell = movingCell(k);
    const velocities = velocitiesAt(
      latticeOfTouched(cell),
      cellOfTouched(cell),
      validWindow - load<i32>(cell),
    );
    const u = load<f64>(velocities);
    const before = load<f64>(velocities, 8);
    const change = u - before;
    store<f64>(io.u + at, u);
    v128.store64_lane(io.limited + at, limited(f64x2.splat(u)), 0);
    if (validWindow >= 2) store<f64>(io.du + at, change);
    if (validWindow >= 3) store<f64>(io.d2u + at, change - (before - load<f64>(velocities, 16)));
  }
}

@unmanaged
class Bands {
  fast: usize;
  mid: usize;
  slow: usize;
  energy: usize;
  dEma8: usize;
  dFast: usize;
  dMid: usize;
  dSlow: usize;
  ema2: usize;
  ema8: usize;
  ema32: usize;
  ema128: usize;
}

/** What the averages differ by, and how they and that changed since the last valid window. */
export function bands(io: Bands): void {
  fadingBands(io);
  if (validWindow >= 2) movingRates(io);
  else clearRates(io);
}

/** The rates are those of cells whose averages did nothing but fade. */
function fadingBands(io: Bands): void {
  const loss2 = v128.load64_splat(losses);
  const loss8 = v128.load64_splat(losses, 8);
  const loss32 = v128.load64_splat(losses, 16);
  const loss128 = v128.load64_splat(losses, 24);
  const end = (<usize>planeLength) << 3;
  for (let at: usize = 0; at < end; at += 16) {
    const ema2 = v128.load(io.ema2 + at);
    const ema8 = v128.load(io.ema8 + at);
    const ema32 = v128.load(io.ema32 + at);
    const ema128 = v128.load(io.ema128 + at);
    const fast = f64x2.sub(ema2, ema8);
    const mid = f64x2.sub(ema8, ema32);
    const slow = f64x2.sub(ema32, ema128);
    v128.store(io.fast + at, fast);
    v128.store(io.mid + at, mid);
    v128.store(io.slow + at, slow);
    v128.store(io.energy + at, waveEnergy(fast, mid, slow));
    const lost8 = f64x2.mul(ema8, loss8);
    const lost32 = f64x2.mul(ema32, loss32);
    v128.store(io.dEma8 + at, f64x2.sub(f64x2.splat(0), lost8));
    v128.store(io.dFast + at, f64x2.sub(lost8, f64x2.mul(ema2, loss2)));
    v128.store(io.dMid + at, f64x2.sub(lost32, lost8));
    v128.store(io.dSlow + at, f64x2.sub(f64x2.mul(ema128, loss128), lost32));
  }
}

/** Rates of the cells with flow in this window, against what their averages were before it. */
function movingRates(io: Bands): void {
  for (let k = 0; k < moving.count; k++) {
    const cell = movingCell(k);
    if (load<i32>(cell) !== validWindow) continue;
    const at = indexAt(moving, k) << 3;
    const before = averagesBeforeAt(latticeOfTouched(cell), cellOfTouched(cell));
    const before8 = load<f64>(before, 8);
    const before32 = load<f64>(before, 16);
    store<f64>(io.dEma8 + at, load<f64>(io.ema8 + at) - before8);
    store<f64>(io.dFast + at, load<f64>(io.fast + at) - (load<f64>(before) - before8));
    store<f64>(io.dMid + at, load<f64>(io.mid + at) - (before8 - before32));
    store<f64>(io.dSlow + at, load<f64>(io.slow + at) - (before32 - load<f64>(before, 24)));
  }
}

/** In the day's first valid window nothing has a rate. */
function clearRates(io: Bands): void {
  const bytes = (<usize>planeLength) << 3;
  memory.fill(io.dEma8, 0, bytes);
  memory.fill(io.dFast, 0, bytes);
  memory.fill(io.dMid, 0, bytes);
  memory.fill(io.dSlow, 0, bytes);
}

@unmanaged
class Depth {
  rho: usize;
  phi: usize;
  kappa: usize;
  young: usize;
  end: usize;
  rest: usize;
}

/** What the depth of a cell says by itself: how much, how steady, how passable. */
export function depth(io: Depth, from: i32, to: i32): void {
  const count = anew ? to - from : touched.count;
  for (let k = 0; k < count; k++) {
    const at = anew ? (<usize>(from + k)) << 3 : indexAt(touched, k) << 3;
    const end = load<f64>(io.end + at);
    const rest = load<f64>(io.rest + at);
    const rho = density(end);
    store<f64>(io.rho + at, rho);
    store<f64>(io.phi + at, restFraction(end, rest));
    store<f64>(io.kappa + at, permeability(rho));
    store<f64>(io.young + at, hasRest ? youngShare(end, rest) : 0);
  }
}

@unmanaged
class DepthBehind {
  behind: usize;
  end: usize;
  add: usize;
  pull: usize;
  fill: usize;
}

/**
 * The depth behind a cell's flow, lots: the larger of what was there at the window's opening and at its end, so that
 * neither a wall that appears nor one that is pulled counts as nothing. What a view weighted by depth weights with.
 */
export function depthBehind(io: DepthBehind, from: i32, to: i32): void {
  for (let at = (<usize>from) << 3; at < (<usize>to) << 3; at += 8) {
    const end = load<f64>(io.end + at);
    const net = load<f64>(io.add + at) - load<f64>(io.pull + at) - load<f64>(io.fill + at);
    // end = start + net · (start + 1), the identity of valid windows, solved for the start.
    store<f64>(io.behind + at, net < 0 ? floor((end + 1) / (1 + net) + 0.5) - 1 : end);
  }
}

@unmanaged
class Structure {
  nu: usize;
  wall: usize;
  hollow: usize;
  push: usize;
  rho: usize;
  phi: usize;
  ema8: usize;
  ema32: usize;
  bidEma8: usize;
  askEma8: usize;
}

/** Values of the surroundings in ascending order. */
let surroundings: usize = 0;

/** What resists and what pushes: viscosity, walls, voids and pressure, from depth and averages together. */
export function structure(io: Structure, from: i32, to: i32): void {
  if (relativeDensity) aboveMedian(io.nu, io.rho, from, to, surroundTicks, surroundings);
  const standing = relativeDensity ? io.nu : io.rho;
  for (let at = (<usize>from) << 3; at < (<usize>to) << 3; at += 16) {
    const building = positivePart(v128.load(io.ema32 + at));
    const phi = v128.load(io.phi + at);
    v128.store(io.nu + at, viscosity(v128.load(standing + at), phi, building));
    v128.store(io.wall + at, wallStrength(v128.load(io.rho + at), phi, building));
    v128.store(io.hollow + at, voidStrength(v128.load(io.ema8 + at)));
    v128.store(io.push + at, pressure(v128.load(io.bidEma8 + at), v128.load(io.askEma8 + at)));
  }
}

export function makeSurroundings(): void {
  surroundings = reserve(8 * (2 * surroundTicks + 1));
}

// Differences over price, on the absolute lattice. The planes reach beyond the published range, so that its edge has true
// neighbours. u and ρ differ from 0, or from what they were, in few cells: only those and their neighbours are visited.

@unmanaged
class Differences {
  slope: usize;
  curvature: usize;
  f: usize;
}

/** Of a plane that is 0, and whose differences are cleared, where no row is. */
export function velocityInPrice(io: Differences, from: i32, to: i32): void {
  differencesRound(io, from, to);
}

export function densityInPrice(io: Differences, from: i32, to: i32): void {
  if (anew) differences(io, from, to);
  else differencesRound(io, from, to);
}

export function viscosityInPrice(io: Differences, from: i32, to: i32): void {
  differences(io, from, to);
}

/** The same, at the touched cells and those next to them. */
function differencesRound(io: Differences, from: i32, to: i32): void {
  for (let k = 0; k < touched.count; k++) {
    const i = <i32>indexAt(touched, k);
    differences(io, max(from, i - 1), min(to, i + 2));
  }
}

function differences(io: Differences, from: i32, to: i32): void {
  for (let at = (<usize>from) << 3; at < (<usize>to) << 3; at += 16) {
    const below = v128.load(io.f + at - 8);
    const above = v128.load(io.f + at + 8);
    v128.store(io.slope + at, slope(below, above));
    v128.store(io.curvature + at, curvature(below, v128.load(io.f + at), above));
  }
}

@unmanaged
class Slope {
  slope: usize;
  f: usize;
}

export function fastAverageInPrice(io: Slope, from: i32, to: i32): void {
  for (let at = (<usize>from) << 3; at < (<usize>to) << 3; at += 16)
    v128.store(io.slope + at, slope(v128.load(io.f + at - 8), v128.load(io.f + at + 8)));
}

@unmanaged
class Total {
  total: usize;
  nu: usize;
  drag: usize;
}

/** What the levels resist together with the strikes of options round them. */
export function total(io: Total, from: i32, to: i32): void {
  for (let at = (<usize>from) << 3; at < (<usize>to) << 3; at += 16)
    v128.store(io.total + at, f64x2.add(v128.load(io.nu + at), v128.load(io.drag + at)));
}

function indexAt(list: CellList, k: i32): usize {
  return <usize>load<i32>(list.indices + ((<usize>k) << 2));
}

/** Address of `touched` of a moving cell. */
function movingCell(k: i32): usize {
  return <usize>load<u32>(moving.cells + ((<usize>k) << 2));
}
