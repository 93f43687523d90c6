// What is seen before any day is open: what the program does in a few lines, three ways in, and the days known.
import { type ReactElement, useMemo } from 'react';
import { Button } from 'react-aria-components';
import { type LibraryEntry, libraryFrom } from '../state/library.ts';
import { useApp, useDocument } from './app-context.ts';
import { DayRow } from './days-column.tsx';
import { Icon } from './icons.tsx';
import { StartPicture } from './start-picture.tsx';

const MOST_RECENT = 6;

export function StartScreen(): ReactElement {
  const app = useApp();
  const ready = useDocument((s) => s.link === 'ready');
  return (
    <main className="start">
      <div className="start-column">
        <StartPicture />
        <h2 className="start-title">See the order book as a field.</h2>
        <p className="start-words">
          Fieldbook reads Databento MBO files, rebuilds the book order by order, and shows each second as
          physical fields over price and time: where liquidity builds or drains, where a move would be slowed,
          where the book pushes. Every number can be traced back to the orders it came from. Nothing leaves
          this computer.
        </p>
        <div className="start-actions">
          <StartAction
            icon="file"
            title="Open file"
            words="one .dbn or .dbn.zst file"
            onPress={() => void app.sources.openFiles('file')}
            isDisabled={!ready}
          />
          <StartAction
            icon="folder"
            title="Open folder"
            words="every day in it"
            onPress={() => void app.sources.openFiles('folder')}
            isDisabled={!ready}
          />
          <StartAction
            icon="spark"
            title="Try the demo day"
            words="twenty made-up minutes"
            onPress={() => void app.sources.openDemo()}
            isDisabled={!ready}
          />
        </div>
        <p className="start-drop">
          Or drop files or a folder anywhere in this window. <kbd>?</kbd> lists the keys.
        </p>
        <RecentDays />
      </div>
    </main>
  );
}

interface StartActionProps {
  readonly icon: 'file' | 'folder' | 'spark';
  readonly title: string;
  readonly words: string;
  readonly isDisabled: boolean;
  onPress(): void;
}

function StartAction({ icon, title, words, isDisabled, onPress }: StartActionProps): ReactElement {
  return (
    <Button className="start-action" aria-label={title} onPress={onPress} isDisabled={isDisabled}>
      <Icon name={icon} />
      <span className="start-action-title">{title}</span>
      <span className="weak">{words}</span>
    </Button>
  );
}

function RecentDays(): ReactElement | null {
  const days = useDocument((s) => s.days);
  // Days stand in the order in which they were opened, newest first.
  const rows = useMemo(() => {
    const opened = new Map(days.map((day, i) => [day.dayId, i]));
    const rank = ({ pieces }: LibraryEntry): number =>
      Math.min(...pieces.map(({ day }) => opened.get(day.dayId) ?? days.length));
    return libraryFrom(days, null)
      .flatMap(({ entries }) => entries)
      .sort((a, b) => rank(a) - rank(b))
      .slice(0, MOST_RECENT);
  }, [days]);
  if (days.length === 0) return null;
  return (
    <section className="start-recent" aria-label="Recent days">
      <h3 className="pane-title">recent days</h3>
      <ul className="recent-list">
        {rows.map((entry) => (
          <li key={entry.key}>
            <DayRow entry={entry} more={0} chosen={false} dated />
          </li>
        ))}
      </ul>
    </section>
  );
}
