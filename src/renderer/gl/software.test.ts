import { expect, it } from 'vitest';
import { isSoftwareRendered, type NamedRenderer } from './software.ts';

const RENDERER = 0x1f01;
const UNMASKED = 0x9246;

function renderer(unmasked: string | null, masked = 'WebKit WebGL'): NamedRenderer {
  return {
    RENDERER,
    getExtension: () => (unmasked === null ? null : { UNMASKED_RENDERER_WEBGL: UNMASKED }),
    getParameter: (name) => (name === UNMASKED ? unmasked : masked),
  };
}

it.each([
  'ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)',
  'ANGLE (Mesa, llvmpipe (LLVM 17.0.6, 256 bits), OpenGL 4.5)',
  'ANGLE (Microsoft, Microsoft Basic Render Driver Direct3D11 vs_5_0 ps_5_0, D3D11)',
  'Apple Software Renderer',
])('%s draws with the processor', (name) => {
  expect(isSoftwareRendered(renderer(name))).toBe(true);
});

it.each([
  'ANGLE (NVIDIA, NVIDIA GeForce RTX 3060 Direct3D11 vs_5_0 ps_5_0, D3D11)',
  'ANGLE (Apple, ANGLE Metal Renderer: Apple M2, Unspecified Version)',
  'ANGLE (Intel, Mesa Intel(R) UHD Graphics 620 (KBL GT2), OpenGL 4.6)',
])('%s does not', (name) => {
  expect(isSoftwareRendered(renderer(name))).toBe(false);
});

it('takes what is not told for a GPU, unless its general name says otherwise', () => {
  expect(isSoftwareRendered(renderer(null))).toBe(false);
  expect(isSoftwareRendered(renderer(null, 'llvmpipe'))).toBe(true);
});
