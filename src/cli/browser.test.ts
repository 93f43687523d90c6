import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findBrowser } from './browser.ts';
import { CommandError } from './output.ts';

const find = (platform: NodeJS.Platform, env: Record<string, string>, ...there: string[]): string =>
  findBrowser({ platform, env, exists: (path) => there.includes(path) });

describe('the browser that draws', () => {
  it('is the one that FIELDBOOK_BROWSER names', () => {
    expect(
      find('linux', { FIELDBOOK_BROWSER: '/opt/b', PATH: '/usr/bin' }, '/opt/b', '/usr/bin/chromium'),
    ).toBe('/opt/b');
    expect(() => find('linux', { FIELDBOOK_BROWSER: '/opt/b' }, '/usr/bin/chromium')).toThrow(
      'FIELDBOOK_BROWSER names /opt/b',
    );
  });

  it('is found where each platform keeps it', () => {
    const chrome = join('/usr/bin', 'google-chrome');
    expect(
      find('linux', { PATH: ['/bin', '/usr/bin'].join(process.platform === 'win32' ? ';' : ':') }, chrome),
    ).toBe(chrome);
    const mac = join('/Applications', 'Google Chrome.app', 'Contents', 'MacOS', 'Google Chrome');
    expect(find('darwin', { HOME: 'home' }, mac)).toBe(mac);
    const edge = join('C:\\Program Files (x86)', 'Microsoft', 'Edge', 'Application', 'msedge.exe');
    expect(find('win32', { 'PROGRAMFILES(X86)': 'C:\\Program Files (x86)' }, edge)).toBe(edge);
  });

  it('is asked for in plain words where there is none', () => {
    expect(() => find('linux', { PATH: '/usr/bin' })).toThrow(CommandError);
    expect(() => find('linux', { PATH: '/usr/bin' })).toThrow('FIELDBOOK_BROWSER');
  });
});
