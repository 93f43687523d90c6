// The field model's formulas (field-model §3), each once. Those of every cell in every window take two cells at a time;
// those of cells with flow take one. What they mean stands with the fields in core/fields/catalogue, and the terms that
// add up to them, which a test holds against these.
import {
  exponentialKappa,
  lambdaPhi,
  lambdaS,
  logOnePlus,
  nu0,
  nuPhi,
  nuRho,
  nuS,
  restShare,
  tabulatedLots,
  uLimit,
} from './parameters';

const HALF: v128 = f64x2.splat(0.5);
const ONE: v128 = f64x2.splat(1);

/** u, form ratio: (add - pull - fill) / (start + 1). One division, so that a flow which cancels is exactly 0. */
export function velocityRatio(net: f64, start: f64): f64 {
  return net / (start + 1);
}

/** u, form log: ln((end + 1) / (start + 1)). */
export function velocityLog(start: f64, end: f64): f64 {
  return end === start ? 0 : JSMath.log((end + 1) / (start + 1));
}

/** û = clamp(u, -uLimit, uLimit) */
export function limited(u: v128): v128 {
  return f64x2.pmax(f64x2.pmin(u, f64x2.splat(uLimit)), f64x2.splat(-uLimit));
}

/** ρ = ln(1 + lots). A look-up is ten times faster than the logarithm. */
export function density(lots: f64): f64 {
  if (lots < tabulatedLots) return load<f64>(logOnePlus + ((<usize>(<i32>lots)) << 3));
  return JSMath.log1p(lots);
}

/** φ = rest / (end + 1); form share: rest / end, 0 where empty. */
export function restFraction(end: f64, rest: f64): f64 {
  if (restShare) return end > 0 ? rest / end : 0;
  return rest / (end + 1);
}

/** κ = 1 / (1 + ρ); form exponential: exp(-ρ). */
export function permeability(rho: f64): f64 {
  return exponentialKappa ? JSMath.exp(-rho) : 1 / (1 + rho);
}

/** (end - rest) / end, 0 where empty. */
export function youngShare(end: f64, rest: f64): f64 {
  return end > 0 ? (end - rest) / end : 0;
}

/** E = sqrt(fast² + mid² + slow²) */
export function waveEnergy(fast: v128, mid: v128, slow: v128): v128 {
  return f64x2.sqrt(f64x2.add(f64x2.add(f64x2.mul(fast, fast), f64x2.mul(mid, mid)), f64x2.mul(slow, slow)));
}

/** max(0, x), exact: x + |x| is 2x or 0. */
export function positivePart(x: v128): v128 {
  return f64x2.mul(f64x2.add(x, f64x2.abs(x)), HALF);
}

/** ν = ν0 + νρ·ρ + νφ·φ + νs·max(0, u_ema_32), where ρ may be its height over the surroundings. */
export function viscosity(rho: v128, phi: v128, building: v128): v128 {
  const standing = f64x2.add(f64x2.splat(nu0), f64x2.mul(f64x2.splat(nuRho), rho));
  const rested = f64x2.add(standing, f64x2.mul(f64x2.splat(nuPhi), phi));
  return f64x2.add(rested, f64x2.mul(f64x2.splat(nuS), building));
}

/** O = ρ·(1 + λφ·φ)·(1 + λs·max(0, u_ema_32)) */
export function wallStrength(rho: v128, phi: v128, building: v128): v128 {
  const rested = f64x2.add(ONE, f64x2.mul(f64x2.splat(lambdaPhi), phi));
  const built = f64x2.add(ONE, f64x2.mul(f64x2.splat(lambdaS), building));
  return f64x2.mul(f64x2.mul(rho, rested), built);
}

/** V = -min(0, u_ema_8) */
export function voidStrength(ema8: v128): v128 {
  return f64x2.mul(f64x2.sub(f64x2.abs(ema8), ema8), HALF);
}

/** g = u_ema_8 of bids - u_ema_8 of asks, each 0 on the other's lattice. */
export function pressure(bidEma8: v128, askEma8: v128): v128 {
  return f64x2.sub(bidEma8, askEma8);
}

/** (f(k+1) - f(k-1)) / 2 */
export function slope(below: v128, above: v128): v128 {
  return f64x2.mul(f64x2.sub(above, below), HALF);
}

/** f(k+1) - 2 f(k) + f(k-1) */
export function curvature(below: v128, here: v128, above: v128): v128 {
  return f64x2.add(f64x2.sub(above, f64x2.add(here, here)), below);
}
