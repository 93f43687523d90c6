// Play, step, speed and follow: the buttons of the replay. Each runs the command that its key runs.
import type { ReactElement } from 'react';
import { Button, Menu, MenuItem, MenuTrigger } from 'react-aria-components';
import { MARKER_EVENT_KINDS, MARKER_EVENT_WORDS, type MarkerEventKind } from '../../../contracts/markers.ts';
import { EVENT_SHAPES } from '../format/marks.ts';
import { SPEEDS } from '../replay/playhead.ts';
import { COMMANDS } from '../shortcuts/commands.ts';
import type { FollowMode, PathMode } from '../state/view.ts';
import { useApp, useObservable, useView } from './app-context.ts';
import { IconButton, Segment, Sheet } from './controls.tsx';
import { Icon, type IconName } from './icons.tsx';

const FRONT_SPEEDS: readonly number[] = [0.5, 1, 5, 20];

const ANY_EVENT = 'any';

const FOLLOW_ITEMS = [
  { id: 'off', text: 'Off', name: 'The view stays where it is' },
  { id: 'centre', text: 'Centre', name: 'The view moves when the playhead leaves its middle' },
  { id: 'fit', text: 'Fit', name: 'The view moves and fits the prices' },
] as const satisfies readonly { id: FollowMode; text: string; name: string }[];

const PATH_ITEMS = [
  { id: 'off', text: 'Off', name: 'No path after the playhead' },
  { id: 'frozen', text: 'Frozen', name: 'Path of the next 30 s if the fields stay as they are' },
  { id: 'extrapolated', text: 'Extrapolated', name: 'Path of the next 30 s if pressure goes on changing' },
] as const satisfies readonly { id: PathMode; text: string; name: string }[];

export function Transport(): ReactElement {
  const app = useApp();
  const playing = useObservable(app.playhead.playing, (value) => value);
  const speed = useView((s) => s.speed);
  const follow = useView((s) => s.follow);
  const path = useView((s) => s.path);
  return (
    <div className="transport" role="toolbar" aria-label="Replay">
      <CommandButton id="go-start" icon="start" />
      <CommandButton id="step-back" icon="stepBack" />
      <IconButton
        icon={playing ? 'pause' : 'play'}
        label={playing ? 'Pause' : 'Play'}
        keyWords="Space"
        chosen
        onPress={() => app.replay.playOrPause()}
      />
      <CommandButton id="step-forward" icon="stepForward" />
      <CommandButton id="go-end" icon="end" />
      <Segment
        label="Speed"
        items={FRONT_SPEEDS.map((each) => ({ id: each, text: speedText(each) }))}
        chosen={FRONT_SPEEDS.includes(speed) ? speed : null}
        onChoose={(each) => app.replay.setSpeed(each)}
        trailing={<SpeedMenu speed={speed} />}
      />
      <EventSteps />
      <span className="transport-word">follow</span>
      <Segment
        label="Follow the playhead"
        items={FOLLOW_ITEMS}
        chosen={follow}
        onChoose={(mode) => app.picture.setFollow(mode)}
      />
      <span className="transport-word">path</span>
      <Segment
        label="Path of the next 30 seconds"
        items={PATH_ITEMS}
        chosen={path}
        onChoose={(mode) => app.picture.setPath(mode)}
      />
    </div>
  );
}

function CommandButton({ id, icon }: { id: string; icon: IconName }): ReactElement {
  const app = useApp();
  const command = COMMANDS.require(id);
  return (
    <IconButton
      icon={icon}
      label={command.label}
      keyWords={command.keyWords}
      onPress={() => command.run(app)}
    />
  );
}

/** The kind of event to step to, and the two steps. */
function EventSteps(): ReactElement {
  const app = useApp();
  const kind = useView((s) => s.stepKind);
  const words = kind === null ? 'any event' : MARKER_EVENT_WORDS[kind];
  return (
    <div className="segment event-step">
      <CommandButton id="event-back" icon="eventBack" />
      <MenuTrigger>
        <Button className="segment-item segment-menu event-kind" aria-label={`Step to ${words}`}>
          {words}
          <Icon name="chevron" />
        </Button>
        <Sheet placement="top start">
          <Menu
            aria-label="Kind of event to step to"
            className="menu"
            selectionMode="single"
            selectedKeys={[kind ?? ANY_EVENT]}
            onAction={(key) => app.view.setState({ stepKind: kindFromKey(String(key)) })}
          >
            {[null, ...MARKER_EVENT_KINDS].map((each) => (
              <MenuItem
                key={each ?? ANY_EVENT}
                id={each ?? ANY_EVENT}
                className="menu-item"
                textValue={each === null ? 'any event' : MARKER_EVENT_WORDS[each]}
              >
                <span className="mark-shape">{each === null ? '' : EVENT_SHAPES[each]}</span>
                {each === null ? 'any event' : MARKER_EVENT_WORDS[each]}
              </MenuItem>
            ))}
          </Menu>
        </Sheet>
      </MenuTrigger>
      <CommandButton id="event-forward" icon="eventForward" />
    </div>
  );
}

function kindFromKey(key: string): MarkerEventKind | null {
  return MARKER_EVENT_KINDS.find((kind) => kind === key) ?? null;
}

function SpeedMenu({ speed }: { speed: number }): ReactElement {
  const app = useApp();
  const inFront = FRONT_SPEEDS.includes(speed);
  return (
    <MenuTrigger>
      <Button
        className={inFront ? 'segment-item segment-menu' : 'segment-item segment-menu chosen'}
        aria-label={`All speeds, now ${speedText(speed)}`}
      >
        {inFront ? null : speedText(speed)}
        <Icon name="chevron" />
      </Button>
      <Sheet placement="top end">
        <Menu
          aria-label="Speed"
          className="menu"
          selectionMode="single"
          selectedKeys={[String(speed)]}
          onAction={(key) => app.replay.setSpeed(Number(key))}
        >
          {SPEEDS.map((each) => (
            <MenuItem key={each} id={String(each)} className="menu-item" textValue={speedText(each)}>
              <span className="number">{speedText(each)}</span>
            </MenuItem>
          ))}
        </Menu>
      </Sheet>
    </MenuTrigger>
  );
}

export function speedText(speed: number): string {
  return `${speed}×`;
}
