import { describe, expect, it } from 'vitest';
import { ChosenFiles } from './chosen-files.ts';

describe('ChosenFiles', () => {
  it('gives a path back where the engine can reach it', () => {
    const chosen = new ChosenFiles();
    chosen.remember({ paths: ['/data/a.frag'] });
    expect(chosen.sourceOf('/data/a.frag')).toEqual({ paths: ['/data/a.frag'] });
  });

  it('finds the file that was sent, whatever the engine called it', () => {
    const chosen = new ChosenFiles();
    const file = new File(['x'], 'ES (1).frag');
    chosen.remember({ files: [new File(['y'], 'other'), file] });
    expect(chosen.sourceOf('/store/uploads/ab12/ES _1_.frag')).toEqual({ files: [file] });
    expect(chosen.sourceOf('C:\\store\\uploads\\1-ES _1_.frag')).toEqual({ files: [file] });
  });
});
