import { describe, expect, it } from 'vitest';
import { Playhead } from './playhead.ts';

function playheadOn(from: number, to: number, at: number): Playhead {
  const playhead = new Playhead();
  playhead.setRange(from, to);
  playhead.seek(at);
  return playhead;
}

describe('Playhead', () => {
  it('moves with the frames, at its speed, and stops at the end', () => {
    const playhead = playheadOn(100, 110, 100);
    playhead.setSpeed(20);
    playhead.play();
    expect(playhead.advance(0)).toBe(true);
    playhead.advance(100);
    expect(playhead.position.get()).toBeCloseTo(102, 9);
    for (let ms = 200; ms <= 1000; ms += 100) playhead.advance(ms);
    expect(playhead.position.get()).toBe(110);
    expect(playhead.playing.get()).toBe(false);
  });

  it('does not leap over what a hidden page missed', () => {
    const playhead = playheadOn(0, 1000, 0);
    playhead.play();
    playhead.advance(0);
    playhead.advance(60_000);
    expect(playhead.position.get()).toBe(0.25);
  });

  it('steps to whole seconds', () => {
    const playhead = playheadOn(0, 1000, 10.4);
    playhead.step(1);
    expect(playhead.position.get()).toBe(11);
    playhead.seek(10.4);
    playhead.step(-1);
    expect(playhead.position.get()).toBe(10);
    playhead.step(-100);
    expect(playhead.position.get()).toBe(0);
  });

  it('stays at the end of a day that grows, and where it is otherwise', () => {
    const playhead = playheadOn(0, 100, 100);
    playhead.setRange(0, 150);
    expect(playhead.position.get()).toBe(150);
    playhead.seek(20);
    playhead.setRange(0, 200);
    expect(playhead.position.get()).toBe(20);
  });

  it('waits while it is scrubbed and goes on from there', () => {
    const playhead = playheadOn(0, 1000, 0);
    playhead.play();
    playhead.advance(0);
    playhead.beginScrub();
    playhead.seek(500);
    playhead.advance(100);
    expect(playhead.position.get()).toBe(500);
    playhead.endScrub();
    playhead.advance(200);
    playhead.advance(300);
    expect(playhead.position.get()).toBeCloseTo(500.1, 9);
  });

  it('goes through the speeds one by one', () => {
    const playhead = new Playhead();
    playhead.stepSpeed(1);
    expect(playhead.speed.get()).toBe(2);
    playhead.stepSpeed(-1);
    playhead.stepSpeed(-1);
    expect(playhead.speed.get()).toBe(0.5);
    playhead.setSpeed(1e9);
    expect(playhead.speed.get()).toBe(100);
  });

  it('says when replay comes to the end by itself, and only then', () => {
    const playhead = new Playhead();
    let ends = 0;
    const listening = playhead.onEnd(() => {
      ends += 1;
    });
    playhead.setRange(0, 1);
    playhead.seek(1);
    expect(ends).toBe(0);
    playhead.play();
    for (let ms = 0; ms <= 2000; ms += 100) playhead.advance(ms);
    expect([ends, playhead.playing.get()]).toEqual([1, false]);
    listening.dispose();
    playhead.play();
    for (let ms = 3000; ms <= 5000; ms += 100) playhead.advance(ms);
    expect(ends).toBe(1);
  });

  it('goes neither before nor after what it is held to, whatever the day has', () => {
    const playhead = new Playhead();
    playhead.setRange(0, 100);
    playhead.seek(60);
    playhead.hold({ from: 10, to: 40 });
    expect(playhead.isHeld).toBe(true);
    expect(playhead.position.get()).toBe(40);
    playhead.seek(90);
    playhead.setRange(0, 200);
    playhead.seek(150);
    playhead.seek(0);
    expect(playhead.position.get()).toBe(10);
    playhead.seek(150);
    expect(playhead.range.get()).toEqual({ from: 10, to: 40 });
    expect(playhead.position.get()).toBe(40);
    playhead.hold(null);
    expect(playhead.range.get()).toEqual({ from: 0, to: 200 });
    playhead.seek(150);
    expect(playhead.position.get()).toBe(150);
    playhead.hold({ from: -20, to: 900 });
    expect(playhead.range.get()).toEqual({ from: 0, to: 200 });
  });
});
