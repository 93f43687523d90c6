import { expect, it } from 'vitest';
import { emptyDefinition } from '../../core/dbn/definition.ts';
import { descriptionOf } from './names.ts';

it('describes an instrument in words, as far as its definition goes', () => {
  const future = { ...emptyDefinition(), asset: 'ES', instrumentClass: 'F', exchange: 'XCME' };
  expect(descriptionOf({ ...future, maturityYear: 2024, maturityMonth: 3 })).toBe('ES future, CME, Mar 2024');
  expect(descriptionOf({ ...future, exchange: 'XFBK' })).toBe('ES future');
  expect(descriptionOf({ ...future, exchange: '', maturityYear: 65535, maturityMonth: 255 })).toBe(
    'ES future',
  );
  expect(descriptionOf({ ...future, instrumentClass: 'S' })).toBe('');
  expect(descriptionOf(emptyDefinition())).toBe('');
});
