// The sandbox at play: its canvas, its numbers, again from the start.
import { type ReactElement, useEffect, useRef, useState } from 'react';
import { Slider, SliderThumb, SliderTrack } from 'react-aria-components';
import { clockFromDay } from '../format/trade-time.ts';
import { drawToy, type ToyInk } from '../sandbox/toy-picture.ts';
import { DEFAULT_TOY, type ToySettings, ToyWorld } from '../sandbox/toy-world.ts';
import { BlindPrices } from '../scene/blind.ts';
import type { DayFacts } from '../state/document.ts';
import type { Playground } from '../state/sandbox.ts';
import { useApp, useDocument, useObservable } from './app-context.ts';
import { TextButton } from './controls.tsx';
import { priceText } from './cursor-pane.tsx';

const WIDTH = 820;
const HEIGHT = 420;
/** Seconds of the sandbox in one of the user's. */
const PACE = 6;

const NUMBERS = [
  { id: 'push', text: 'pressure pushes', max: 100, step: 1 },
  { id: 'drag', text: 'viscosity brakes', max: 4, step: 0.05 },
  { id: 'bounce', text: 'walls bounce', max: 1, step: 0.05 },
  { id: 'spread', text: 'start velocities', max: 5, step: 0.1 },
] as const satisfies readonly { id: keyof ToySettings; text: string; max: number; step: number }[];

/** Loaded when the dialog is opened. */
export default function SandboxBody(): ReactElement {
  const { sandbox } = useApp();
  const playground = useObservable(sandbox.playground, (value) => value);
  const day = useDocument((s) => s.day);
  if (!playground || !day) return <p className="pane-note">No fields at this second.</p>;
  return <Play key={playground.window} day={day} playground={playground} />;
}

function Play({ day, playground }: { day: DayFacts; playground: Playground }): ReactElement {
  const [settings, setSettings] = useState(DEFAULT_TOY);
  const [run, setRun] = useState(0);
  const canvas = useRef<HTMLCanvasElement>(null);
  const origin = useObservable(useApp().practice.origin, (value) => value);
  const from = origin ? 'the playhead' : clockFromDay(day.summary).timeText(playground.window + 1);
  const { ground } = playground;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another run begins anew with the same settings
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context) return undefined;
    const scale = devicePixelRatio;
    [element.width, element.height] = [WIDTH * scale, HEIGHT * scale];
    const ink = inkFrom(element);
    const world = new ToyWorld(ground, settings);
    const { tickSizeNanos } = day.summary;
    const blind = origin && new BlindPrices(BigInt(tickSizeNanos), origin.tick);
    const price = (tick: number): string => blind?.textFromTick(tick) ?? priceText(tick, tickSizeNanos);
    let frame = 0;
    let before: number | null = null;
    const paint = (now: number): void => {
      if (before !== null) world.advance((PACE * Math.min(100, now - before)) / 1000);
      before = now;
      drawToy(context, { width: WIDTH, height: HEIGHT, scale, ink, priceText: price }, world, ground);
      if (!world.isOver) frame = requestAnimationFrame(paint);
    };
    frame = requestAnimationFrame(paint);
    return () => cancelAnimationFrame(frame);
  }, [ground, settings, run, day.summary.tickSizeNanos, origin]);
  return (
    <>
      <canvas
        ref={canvas}
        className="toy-canvas"
        style={{ width: WIDTH, height: HEIGHT }}
        aria-label={`Bodies flying from ${from} on among ${ground.walls.length} walls`}
      />
      <div className="toy-numbers">
        {NUMBERS.map(({ id, text, max, step }) => (
          <Slider
            key={id}
            className="toy-slider"
            aria-label={text}
            value={settings[id]}
            minValue={0}
            maxValue={max}
            step={step}
            onChange={(value) => setSettings({ ...settings, [id]: value as number })}
          >
            <span className="toy-name">{text}</span>
            <SliderTrack className="param-track">
              <span className="param-filled" style={{ width: `${(settings[id] / max) * 100}%` }} />
              <SliderThumb className="param-thumb" />
            </SliderTrack>
            <span className="number toy-value">{settings[id]}</span>
          </Slider>
        ))}
        <TextButton onPress={() => setRun(run + 1)}>Once more</TextButton>
      </div>
    </>
  );
}

function inkFrom(element: Element): ToyInk {
  const style = getComputedStyle(element);
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    ground: colour('ground'),
    line: colour('line-strong'),
    text: colour('text-weak'),
    wall: colour('strength'),
    up: colour('bid'),
    down: colour('ask'),
    body: colour('text-strong'),
  };
}
