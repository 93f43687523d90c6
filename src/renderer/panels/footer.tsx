// The foot of the screen: transport, the time of the playhead, the day as a strip, and what was verified.
import type { ReactElement } from 'react';
import { clockFromDay } from '../format/trade-time.ts';
import { useApp, useBlind, useDocument, useObservable } from './app-context.ts';
import { ScrubBar } from './scrub-bar.tsx';
import { StatusLine } from './status-line.tsx';
import { Transport } from './transport.tsx';

export function AppFooter(): ReactElement {
  const blind = useBlind();
  return (
    <footer className="app-footer">
      <div className="footer-top">
        <Transport />
        {blind ? null : <PlayheadTime />}
      </div>
      {blind ? null : <DayFoot />}
    </footer>
  );
}

/** The day as a strip, and what was verified. */
function DayFoot(): ReactElement {
  return (
    <>
      <ScrubBar />
      <StatusLine />
    </>
  );
}

/** The playhead's time in tenths, so that it reads well while it runs. */
function PlayheadTime(): ReactElement | null {
  const app = useApp();
  const summary = useDocument((s) => s.day?.summary ?? null);
  const tenth = useObservable(app.playhead.position, (position) => Math.floor(position * 10 + 1e-6) / 10);
  if (!summary) return null;
  const clock = clockFromDay(summary);
  return (
    <div className="playhead-time">
      <span className="playhead-clock">
        {clock.timeText(tenth, 1)} <small>{clock.label}</small>
      </span>
      <span className="number weak">{clock.utcText(tenth)} UTC</span>
    </div>
  );
}
