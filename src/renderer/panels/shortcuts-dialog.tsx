// The list of keys, made from the same commands that the keys run.
import type { ReactElement } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { COMMAND_GROUPS, COMMANDS, type CommandGroup } from '../shortcuts/commands.ts';
import { useApp, useDocument, useObservable } from './app-context.ts';
import { IconButton } from './controls.tsx';

const MOUSE_LINES: readonly (readonly [string, string])[] = [
  ['Wheel', 'Zoom time at the cursor'],
  ['Wheel on the price scale', 'Zoom prices'],
  ['Drag', 'Pan; leaves follow'],
  ['Ctrl drag', 'Zoom to a box'],
  ['Double-click an axis', 'Fit it'],
  ['Alt click', 'Orders of a cell'],
  ['Double-click the colour bar', 'Back to the range of the day'],
];

export function ShortcutsDialog(): ReactElement {
  const app = useApp();
  const isOpen = useObservable(app.helpShown, (shown) => shown);
  return (
    <ModalOverlay
      className="overlay"
      isDismissable
      isOpen={isOpen}
      onOpenChange={(open) => app.helpShown.set(open)}
    >
      <Modal className="modal">
        <Dialog className="shortcuts">
          <div className="shortcuts-head">
            <Heading slot="title" className="shortcuts-title">
              Keyboard and mouse
            </Heading>
            <IconButton icon="close" label="Close" keyWords="Esc" onPress={() => app.helpShown.set(false)} />
          </div>
          <div className="shortcuts-columns">
            {COMMAND_GROUPS.map((group) => (
              <CommandList key={group} group={group} />
            ))}
            <section>
              <h3 className="pane-title">Mouse</h3>
              <dl>
                {MOUSE_LINES.map(([how, what]) => (
                  <div key={how} className="shortcut-line">
                    <dt>{what}</dt>
                    <dd className="weak">{how}</dd>
                  </div>
                ))}
              </dl>
            </section>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function CommandList({ group }: { group: CommandGroup }): ReactElement {
  const catalogue = useDocument((s) => s.catalogue);
  const commands = COMMANDS.all.filter((command) => command.group === group && command.keyWords !== '');
  /** Field commands say which field they choose, once the catalogue is known. */
  const label = (id: string, words: string): string => {
    const position = /^field-(\d)$/.exec(id)?.[1];
    return (position && catalogue[Number(position) - 1]?.label) || words;
  };
  return (
    <section>
      <h3 className="pane-title">{group}</h3>
      <dl>
        {commands.map((command) => (
          <div key={command.id} className="shortcut-line">
            <dt>{label(command.id, command.label)}</dt>
            <dd>
              {command.keyWords.split(' ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
