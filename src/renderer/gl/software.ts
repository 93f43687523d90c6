// Whether a GPU draws at all: without one the browser draws with the processor, where a 2D canvas "on the GPU" costs
// ten times what it costs drawn by the processor at once.

/** Names of renderers that are programs: SwiftShader, Mesa's llvmpipe and softpipe, the fallback of Windows, of macOS. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|microsoft basic render|software/i;

/** The part of a WebGL context that is asked. */
export interface NamedRenderer {
  readonly RENDERER: number;
  getExtension(name: 'WEBGL_debug_renderer_info'): { readonly UNMASKED_RENDERER_WEBGL: number } | null;
  getParameter(name: number): unknown;
}

/** False where the browser does not tell what draws. */
export function isSoftwareRendered(gl: NamedRenderer): boolean {
  const named = gl.getExtension('WEBGL_debug_renderer_info');
  return SOFTWARE.test(String(gl.getParameter(named ? named.UNMASKED_RENDERER_WEBGL : gl.RENDERER)));
}
