// The fragment shaders of what is made of two fields. They read values pixel by pixel from a target that VALUE filled, so
// that seams between tiles and levels are no matter of theirs.
import { COLOR_GLSL, COLOR_UNIFORMS } from './field-shader.ts';

const HEAD = `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2D;
const float ABSENT = -1e38;
`;

/** Lines over the first field: premultiplied alpha. */
export const LINES_UNIFORMS = [
  'u_values',
  'u_origin',
  'u_size',
  'u_cell',
  'u_phase',
  'u_levels',
  'u_levelCount',
  'u_diverging',
  'u_linePx',
  'u_zeroStep',
] as const;

export const MAX_LEVELS = 8;

export const CONTOUR_FRAGMENT = `${HEAD}
uniform sampler2D u_values;
uniform vec2 u_origin;        // lower left pixel of the plot
uniform vec2 u_size;          // pixels of the plot
uniform vec2 u_cell;          // pixels of a cell: column, row
uniform vec2 u_phase;         // part of a cell that lies left of and below the plot
uniform float u_levels[${MAX_LEVELS}];
uniform int u_levelCount;
uniform bool u_diverging;
uniform float u_linePx;
uniform float u_zeroStep;     // zero is a line where a cell's change through it is at least this
out vec4 o_color;

// Cells smaller than this are taken as they are: between them there is no room to interpolate.
const float LEAST_CELL_PX = 2.0;

float stored(vec2 px) {
  vec2 inside = clamp(px, vec2(0.0), u_size - 1.0);
  return texelFetch(u_values, ivec2(floor(u_origin + inside)), 0).r;
}

// Between the middles of cells values go straight; next to a cell without a value they stay.
float valueAt(vec2 px) {
  float own = stored(px);
  if (own < ABSENT) return own;
  vec2 between = vec2(greaterThanEqual(u_cell, vec2(LEAST_CELL_PX)));
  vec2 at = u_phase + px / u_cell - 0.5;
  vec2 part = (at - floor(at)) * between;
  vec2 low = mix(px, (floor(at) + 0.5 - u_phase) * u_cell, between);
  vec2 next = u_cell * between;
  vec4 corners = vec4(
    stored(low), stored(low + vec2(next.x, 0.0)), stored(low + vec2(0.0, next.y)), stored(low + next));
  corners = mix(corners, vec4(own), vec4(lessThan(corners, vec4(ABSENT))));
  return mix(mix(corners.x, corners.y, part.x), mix(corners.z, corners.w, part.x), part.y);
}

// What runs between two pixels: 0 nothing, 1 a level above zero (or of an unsigned field), 2 below zero, 3 zero itself.
int lineBetween(float a, float b, float cellPx) {
  if (a < ABSENT || b < ABSENT) return 0;
  for (int i = 0; i < u_levelCount; i++) {
    if ((a < u_levels[i]) != (b < u_levels[i])) return u_diverging && u_levels[i] < 0.0 ? 2 : 1;
  }
  // Values that waver about zero would cover the chart with it.
  float change = abs(a - b) * max(1.0, cellPx / u_linePx);
  return u_diverging && a * b < 0.0 && change >= u_zeroStep ? 3 : 0;
}

int lineAt(vec2 px, float own, float direction) {
  int line = lineBetween(own, valueAt(px + vec2(direction * u_linePx, 0.0)), u_cell.x);
  return line != 0 ? line : lineBetween(own, valueAt(px + vec2(0.0, direction * u_linePx)), u_cell.y);
}

void main() {
  vec2 px = gl_FragCoord.xy - u_origin;
  float own = valueAt(px);
  int line = lineAt(px, own, 1.0);
  float along = mod(px.x + px.y, 8.0 * u_linePx);
  bool inked = line == 1 || (line == 2 && along < 5.0 * u_linePx) || (line == 3 && along < 2.0 * u_linePx);
  if (inked) {
    o_color = line == 3 ? vec4(vec3(0.545, 0.580, 0.620), 1.0) : vec4(vec3(0.92), 0.92);
    return;
  }
  // The dark side of the line keeps it apart from a bright field.
  o_color = vec4(0.0, 0.0, 0.0, lineAt(px, own, -1.0) != 0 || line != 0 ? 0.45 : 0.0);
}`;

export const HATCH_UNIFORMS = [
  'u_values',
  'u_origin',
  'u_range',
  'u_diverging',
  'u_shares',
  'u_linePx',
] as const;

export const HATCH_FRAGMENT = `${HEAD}
uniform sampler2D u_values;
uniform vec2 u_origin;
uniform vec2 u_range;         // floor, ceiling
uniform vec2 u_shares;        // shares of the range from which lines are wide, then narrow
uniform bool u_diverging;
uniform float u_linePx;
out vec4 o_color;

void main() {
  float value = texelFetch(u_values, ivec2(gl_FragCoord.xy), 0).r;
  o_color = vec4(0.0);
  if (value < ABSENT) return;
  float share = u_diverging
    ? value / max(-u_range.x, u_range.y)
    : (value - u_range.x) / (u_range.y - u_range.x);
  float strength = u_diverging ? abs(share) : share;
  if (strength < u_shares.x) return;
  vec2 px = floor(gl_FragCoord.xy - u_origin);
  float period = (strength < u_shares.y ? 10.0 : 5.0) * u_linePx;
  // Rising lines above zero, falling ones below it.
  float across = mod(share < 0.0 ? px.x + px.y : px.x - px.y, period);
  if (across < u_linePx) o_color = vec4(vec3(0.85), 0.85);
  else if (across < 2.0 * u_linePx) o_color = vec4(0.0, 0.0, 0.0, 0.4);
}`;

export const DIFFERENCE_UNIFORMS = [...COLOR_UNIFORMS, 'u_first', 'u_second'] as const;

export const DIFFERENCE_FRAGMENT = `${HEAD}${COLOR_GLSL}
uniform sampler2D u_first;
uniform sampler2D u_second;
out vec4 o_color;

void main() {
  vec2 a = texelFetch(u_first, ivec2(gl_FragCoord.xy), 0).rg;
  vec2 b = texelFetch(u_second, ivec2(gl_FragCoord.xy), 0).rg;
  bool here = a.r > ABSENT && b.r > ABSENT;
  o_color = vec4(here ? colorOf(a.r - b.r, max(a.g, b.g)) : u_ground, 1.0);
}`;
