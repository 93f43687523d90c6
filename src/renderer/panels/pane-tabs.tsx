// The lower pane's tabs: those looked at most as a segment, the others in a menu.
import type { ReactElement } from 'react';
import { Button, Menu, MenuItem, MenuTrigger } from 'react-aria-components';
import type { LowerPane } from '../state/view.ts';
import { useApp, useObservable } from './app-context.ts';
import { Segment, Sheet } from './controls.tsx';
import { Icon } from './icons.tsx';

interface Tab {
  readonly id: LowerPane;
  readonly text: string;
  /** What it holds, in the menu. */
  readonly words: string;
}

const FIRST: readonly Tab[] = [
  { id: 'book', text: 'book', words: 'the book at the playhead' },
  { id: 'orders', text: 'orders', words: 'orders one by one' },
  { id: 'marks', text: 'marks', words: 'walls, voids and events' },
  { id: 'why', text: 'why', words: 'what a value is made of' },
  { id: 'path', text: 'path', words: 'what makes the path' },
];
const MORE: readonly Tab[] = [
  { id: 'similar', text: 'similar', words: 'moments like this one' },
  { id: 'worth', text: 'worth', words: 'calibrate and judge the path' },
  { id: 'params', text: 'model', words: 'its parameters' },
  { id: 'audit', text: 'audit', words: 'how far the day can be trusted' },
  { id: 'tape', text: 'tape', words: 'the last trades at the playhead' },
  { id: 'practice', text: 'practice', words: 'call the next seconds, blind' },
];

export function PaneTabs(): ReactElement {
  const app = useApp();
  const shown = useObservable(app.lowerPane, (id) => id);
  const other = MORE.find((tab) => tab.id === shown);
  return (
    <Segment
      label="Pane"
      items={FIRST}
      chosen={other ? null : shown}
      onChoose={(id) => app.lowerPane.set(id)}
      trailing={
        <MenuTrigger>
          <Button
            className={other ? 'segment-item segment-menu chosen' : 'segment-item segment-menu'}
            aria-label="More panes"
          >
            {other?.text ?? 'more'}
            <Icon name="chevron" />
          </Button>
          <Sheet placement="bottom end">
            <Menu
              aria-label="Panes"
              className="menu"
              selectionMode="single"
              selectedKeys={[shown]}
              onAction={(key) => app.lowerPane.set(key as LowerPane)}
            >
              {MORE.map((tab) => (
                <MenuItem key={tab.id} id={tab.id} className="menu-item pane-item" textValue={tab.text}>
                  {tab.text}
                  <span className="weak">{tab.words}</span>
                </MenuItem>
              ))}
            </Menu>
          </Sheet>
        </MenuTrigger>
      }
    />
  );
}
