// The fonts of the page. They are there before anything is drawn: a canvas does not wait for them, a page that came first
// would change its letters before the reader's eyes, and where the system has no font at all Chromium gives up each one
// that is used before it came.

const FONTS = [
  '400 11px "JetBrains Mono"',
  '500 11px "JetBrains Mono"',
  '400 11px Inter',
  '500 11px Inter',
  '600 11px Inter',
  '400 11px "Noto Sans Math"',
];
/** Of each face one: families have one for Latin and one for Greek. */
const LETTERS = 'aν∂';

/** Resolves once they are there, or it is known that one is not. */
export async function loadFonts(): Promise<void> {
  await Promise.allSettled(FONTS.map((font) => document.fonts.load(font, LETTERS)));
}
