import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultDataFolder } from './location.ts';

describe('the data folder', () => {
  const home = join('/', 'home', 'trader');

  it('is where FIELDBOOK_DATA says', () => {
    expect(defaultDataFolder({ platform: 'linux', env: { FIELDBOOK_DATA: 'here' }, home })).toBe(
      resolve('here'),
    );
  });

  it.each([
    ['linux', {}, join(home, '.local', 'share', 'fieldbook')],
    ['linux', { XDG_DATA_HOME: join('/', 'data'), FIELDBOOK_DATA: '' }, join('/', 'data', 'fieldbook')],
    ['darwin', {}, join(home, 'Library', 'Application Support', 'fieldbook')],
    ['win32', { LOCALAPPDATA: join('/', 'local') }, join('/', 'local', 'fieldbook')],
    ['win32', {}, join(home, 'AppData', 'Local', 'fieldbook')],
  ] as const)("is the platform's own place on %s with %o", (platform, env, path) => {
    expect(defaultDataFolder({ platform, env, home })).toBe(path);
  });
});
