// Shader programs: compiled once, their uniforms looked up once. A shader that does not compile is a bug.
import { assert, ensure } from '../../base/assert.ts';

export interface Program<U extends string> {
  readonly handle: WebGLProgram;
  readonly uniforms: Readonly<Record<U, WebGLUniformLocation | null>>;
}

/** One triangle that covers the viewport; no vertex buffer is needed. */
const COVER_VERTEX = `#version 300 es
void main() {
  vec2 corner = vec2(float((gl_VertexID << 1) & 2), float(gl_VertexID & 2));
  gl_Position = vec4(corner * 2.0 - 1.0, 0.0, 1.0);
}`;

export function coverProgram<U extends string>(
  gl: WebGL2RenderingContext,
  fragment: string,
  uniforms: readonly U[],
): Program<U> {
  const handle = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, COVER_VERTEX],
    [gl.FRAGMENT_SHADER, fragment],
  ] as const) {
    const shader = ensure(gl.createShader(type), 'shader object');
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    assert(
      gl.isContextLost() || gl.getShaderParameter(shader, gl.COMPILE_STATUS),
      `shader: ${gl.getShaderInfoLog(shader)}`,
    );
    gl.attachShader(handle, shader);
    gl.deleteShader(shader);
  }
  gl.linkProgram(handle);
  assert(
    gl.isContextLost() || gl.getProgramParameter(handle, gl.LINK_STATUS),
    `program: ${gl.getProgramInfoLog(handle)}`,
  );
  const locations = Object.fromEntries(uniforms.map((name) => [name, gl.getUniformLocation(handle, name)]));
  return { handle, uniforms: locations as Record<U, WebGLUniformLocation | null> };
}

export function drawCover(gl: WebGL2RenderingContext): void {
  gl.drawArrays(gl.TRIANGLES, 0, 3);
}
