// The fragment shaders over tiles. A pixel finds its column and its rows in the tile and takes one channel of their
// texels: FIELD looks its colour up, VALUE puts the number itself out, for what is made of two fields. Everything that a
// control changes is a uniform. Coordinates come relative to the tile, so that 32-bit floats stay exact to a small part
// of a pixel at every zoom.

export const TILE_UNIFORMS = [
  'u_texels',
  'u_columns',
  'u_origin',
  'u_column',
  'u_row',
  'u_rows',
  'u_lastColumn',
  'u_channel',
] as const;

const HEAD = `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2D;
precision highp usampler2D;
`;

const TILE_GLSL = `
uniform sampler2D u_texels;   // RGBA32F, 256 columns x rows: four fields
uniform usampler2D u_columns; // RG8UI, 256 x 1: column whose frame is shown, state
uniform vec2 u_origin;        // lower left pixel of the plot
uniform vec2 u_column;        // column at the plot's left edge, columns a pixel
uniform vec2 u_row;           // row at the plot's lower edge, rows a pixel
uniform int u_rows;
uniform int u_lastColumn;     // last one that the playhead has reached
uniform vec4 u_channel;       // 1 for the field shown, 0 for the others

const float ABSENT = -1e38;   // texels below it are cells that are not published
const int MAX_ROWS_PER_PIXEL = 64;

float fieldAt(int column, int row) {
  return row < 0 || row >= u_rows ? -3e38 : dot(texelFetch(u_texels, ivec2(column, row), 0), u_channel);
}

// Where a pixel covers several rows, the one of greatest magnitude speaks for them: a wall never vanishes.
float strongest(int column, float py) {
  float lo = u_row.x + (py - 0.5) * u_row.y;
  if (u_row.y <= 1.0) return fieldAt(column, int(floor(lo + 0.5 * u_row.y)));
  int first = int(ceil(lo - 0.5));
  int count = min(int(ceil(lo + u_row.y - 0.5)) - first, MAX_ROWS_PER_PIXEL);
  float best = -3e38;
  for (int i = 0; i < count; i++) {
    float value = fieldAt(column, first + i);
    if (value > ABSENT && (best < ABSENT || abs(value) > abs(best))) best = value;
  }
  return best;
}

// The pixel's value, and 1 where the frame is one held from before. False where nothing is published.
bool pixelValue(out float value, out float held) {
  vec2 px = gl_FragCoord.xy - u_origin;
  int column = clamp(int(floor(u_column.x + px.x * u_column.y)), 0, u_lastColumn);
  uvec2 state = texelFetch(u_columns, ivec2(column, 0), 0).rg;
  value = strongest(int(state.r), px.y);
  held = state.g == 1u ? 1.0 : 0.0;
  return value >= ABSENT && state.g != 2u;
}
`;

/** Value to colour, as scene/color-range.ts has it; a held frame is greyed. */
export const COLOR_UNIFORMS = ['u_colors', 'u_range', 'u_diverging', 'u_ground'] as const;
export const COLOR_GLSL = `
uniform sampler2D u_colors;   // RGBA8, 256 x 1
uniform vec2 u_range;         // floor, ceiling
uniform bool u_diverging;
uniform vec3 u_ground;

vec3 colorOf(float value, float held) {
  float t = u_diverging
    ? 0.5 + 0.5 * (value < 0.0 ? value / -u_range.x : value / u_range.y)
    : (value - u_range.x) / (u_range.y - u_range.x);
  vec3 color = texelFetch(u_colors, ivec2(int(floor(clamp(t, 0.0, 1.0) * 255.0 + 0.5)), 0), 0).rgb;
  if (held > 0.5) color = mix(u_ground, vec3(dot(color, vec3(0.2126, 0.7152, 0.0722))), 0.55);
  return color;
}
`;

export const FIELD_UNIFORMS = [...TILE_UNIFORMS, ...COLOR_UNIFORMS] as const;
export const FIELD_FRAGMENT = `${HEAD}${TILE_GLSL}${COLOR_GLSL}
out vec4 o_color;
void main() {
  float value;
  float held;
  bool here = pixelValue(value, held);
  o_color = vec4(here ? colorOf(value, held) : u_ground, 1.0);
}`;

/** Red: the value, or what stands for none; green: 1 where held. */
export const VALUE_FRAGMENT = `${HEAD}${TILE_GLSL}
out vec4 o_value;
void main() {
  float value;
  float held;
  o_value = pixelValue(value, held) ? vec4(value, held, 0.0, 1.0) : vec4(-3e38, 0.0, 0.0, 1.0);
}`;

/** Copies one texel into a float framebuffer, through the same fetch as the field's. */
export const PROBE_UNIFORMS = ['u_texels', 'u_place'] as const;
export const PROBE_FRAGMENT = `#version 300 es
precision highp float;
precision highp sampler2D;
uniform sampler2D u_texels;
uniform ivec2 u_place;
out vec4 o_texel;
void main() { o_texel = texelFetch(u_texels, u_place, 0); }`;
