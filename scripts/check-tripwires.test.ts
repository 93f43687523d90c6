import { expect, test } from 'vitest';
import { tripwiresIn } from './check-tripwires.mjs';

const bad = [
  ['src/a.ts', '// TODO later', 'left-over note'],
  ['e2e/a.spec.ts', "test.only('x', () => {})", 'focused test'],
  ['src/a.ts', `const folder = '/${'root'}/x';`, 'path of one computer'],
  ['docs/a.md', 'the agent said', 'word foreign'],
  ['src/core/utils.ts', '', 'catch-all'],
  ['src/core/types.ts', '', 'catch-all'],
  ['src/a.ts', 'x\n'.repeat(501), '501 lines'],
] as const;

test.each(bad)('%s with %j', (path, text, reason) => {
  expect(tripwiresIn(path, text).join('\n')).toContain(reason);
});

test('lets ordinary code through', () => {
  const text = `navigator.userAgent;\nawait page.goto('./x');\nconst url = new URL('./${'root'}/x.ts', import.meta.url);\n`;
  expect(tripwiresIn('src/renderer/link/socket.ts', text)).toEqual([]);
  expect(tripwiresIn('src/a.ts', 'x\n'.repeat(500))).toEqual([]);
});
