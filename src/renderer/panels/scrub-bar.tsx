// The whole day as one strip: its activity, where the book does not hold, and the playhead. Dragging moves the
// playhead; replay waits meanwhile and goes on after. The strip is drawn when the day or its width changes, the
// playhead only shifts an element: scrubbing renders nothing.
import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactElement,
  useCallback,
  useEffect,
  useRef,
} from 'react';
import { clockFromDay } from '../format/trade-time.ts';
import { OncePainted } from '../state/after-picture.ts';
import { useApp, useDocument, useObservable } from './app-context.ts';
import { drawEventTicks, drawStrip } from './strip.ts';

const KEY_STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowDown: -1,
  ArrowUp: 1,
  PageDown: -60,
  PageUp: 60,
};
const SHIFT_FACTOR = 10;

export function ScrubBar(): ReactElement {
  const app = useApp();
  const summary = useDocument((s) => s.day?.summary ?? null);
  const data = useObservable(app.session.data, (value) => value);
  const from = useDocument((s) => s.day?.sessionFrom ?? 0);
  const to = useObservable(app.playhead.range, (value) => value.to);
  const second = useObservable(app.playhead.position, Math.floor);
  const root = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const line = useRef<HTMLDivElement>(null);
  const marks = useRef<HTMLCanvasElement>(null);

  const draw = useCallback(() => {
    if (data && canvas.current) drawStrip(canvas.current, data, from, to);
  }, [data, from, to]);
  const drawTicks = useCallback(() => {
    if (data && marks.current) drawEventTicks(marks.current, app.marks.events, from, to);
  }, [app, data, from, to]);
  useEffect(() => {
    if (!data || !canvas.current) return undefined;
    // Rows come in several answers: what they tell is drawn when the picture is.
    const drawing = new OncePainted(
      () => app.picture.whenPainted(),
      () => {
        draw();
        drawTicks();
      },
    );
    drawing.ask();
    const observer = new ResizeObserver(drawing.ask);
    observer.observe(canvas.current);
    const grown = data.revision.subscribe(drawing.ask);
    const told = app.marks.revision.subscribe(drawTicks);
    return () => {
      drawing.dispose();
      observer.disconnect();
      grown.dispose();
      told.dispose();
    };
  }, [app, data, draw, drawTicks]);
  useEffect(() => {
    const place = (position: number): void => {
      const share = to > from ? (position - from) / (to - from) : 0;
      const percent = (Math.max(0, share) * 100).toFixed(4);
      if (line.current) line.current.style.left = `${percent}%`;
      // What happens after the playhead is not shown ahead of it.
      if (marks.current) marks.current.style.clipPath = `inset(0 calc(100% - ${percent}%) 0 0)`;
    };
    place(app.playhead.position.get());
    const moved = app.playhead.position.subscribe(place);
    return () => moved.dispose();
  }, [app, from, to]);

  const seekTo = (event: PointerEvent): void => {
    const box = root.current?.getBoundingClientRect();
    if (box) app.playhead.seek(Math.max(from, from + ((event.clientX - box.left) / box.width) * (to - from)));
  };
  const clock = summary ? clockFromDay(summary) : null;
  return (
    <div
      ref={root}
      className="scrub-bar"
      role="slider"
      tabIndex={0}
      aria-label="Time of the day"
      aria-valuemin={from}
      aria-valuemax={to}
      aria-valuenow={second}
      aria-valuetext={clock ? `${clock.timeText(second)} ${clock.label}` : ''}
      onKeyDown={(event) => onKey(event, app)}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        app.playhead.beginScrub();
        seekTo(event);
      }}
      onPointerMove={(event) => event.currentTarget.hasPointerCapture(event.pointerId) && seekTo(event)}
      onLostPointerCapture={() => app.playhead.endScrub()}
    >
      <canvas ref={canvas} className="scrub-strip" />
      <canvas ref={marks} className="scrub-marks" />
      <div ref={line} className="scrub-playhead" />
    </div>
  );
}

function onKey(event: KeyboardEvent, app: ReturnType<typeof useApp>): void {
  const seconds = KEY_STEPS[event.key];
  if (event.key === 'Home') app.replay.goToStart();
  else if (event.key === 'End') app.replay.goToEnd();
  else if (seconds !== undefined) app.replay.step(seconds * (event.shiftKey ? SHIFT_FACTOR : 1));
  else return;
  event.preventDefault();
}
