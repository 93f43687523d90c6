// What went wrong, as cards that never take the screen: the sentence, where in which file, what to do. A closed card
// stays in the list behind the footer's count.
import type { ReactElement } from 'react';
import { Button, Dialog, DialogTrigger, Heading } from 'react-aria-components';
import type { Fault } from '../../../contracts/errors.ts';
import { countText, pluralText } from '../format/numbers.ts';
import { useApp, useBlind, useDocument } from './app-context.ts';
import { IconButton, Sheet, TextButton } from './controls.tsx';
import { Icon } from './icons.tsx';

/** Cards on screen at once; more wait in the list. */
const MOST_CARDS = 3;

export function FaultCards(): ReactElement {
  const app = useApp();
  const faults = useDocument((s) => s.faults);
  const shown = faults.filter((entry) => entry.shown).slice(-MOST_CARDS);
  const blind = useBlind();
  if (blind && shown.length > 0) return <BlindCard count={shown.length} />;
  return (
    <section className="fault-cards" aria-label="Problems" aria-live="polite">
      {shown.map((entry) => (
        <article key={entry.id} className="fault-card" role="alert">
          <Icon name="warning" />
          <FaultWords fault={entry.fault} />
          <IconButton icon="close" label="Close" onPress={() => app.dismissFault(entry.id)} />
        </article>
      ))}
    </section>
  );
}

/** Files are named after days: what went wrong is told after practice. */
function BlindCard({ count }: { count: number }): ReactElement {
  const app = useApp();
  return (
    <section className="fault-cards" aria-label="Problems" aria-live="polite">
      <article className="fault-card" role="alert">
        <Icon name="warning" />
        <div className="fault-words">
          <p className="fault-message">{pluralText(count, 'problem')}, told after practice.</p>
          <p className="fault-hint">The words may name the day.</p>
        </div>
        <TextButton onPress={() => app.practice.stop()}>End practice</TextButton>
      </article>
    </section>
  );
}

function FaultWords({ fault }: { fault: Fault }): ReactElement {
  const place = placeText(fault);
  return (
    <div className="fault-words selectable">
      <p className="fault-message">{fault.message}</p>
      {place ? <p className="fault-place number">{place}</p> : null}
      {fault.hint ? <p className="fault-hint">{fault.hint}</p> : null}
      <FaultAction fault={fault} />
    </div>
  );
}

/** What can be done about it right here. */
function FaultAction({ fault }: { fault: Fault }): ReactElement | null {
  const app = useApp();
  const { code, file } = fault;
  if (code !== 'fragment_needs_settings' || file === undefined) return null;
  return (
    <TextButton className="fault-action" onPress={() => app.sources.fragmentFile.set(file)}>
      Say what it is
    </TextButton>
  );
}

/** File and offset, as far as they are known. */
export function placeText(fault: Fault): string {
  const offset = fault.byteOffset === undefined ? '' : `byte ${offsetText(fault.byteOffset)}`;
  const stream =
    fault.streamOffset === undefined ? '' : `byte ${offsetText(fault.streamOffset)} decompressed`;
  return [fault.file ?? '', offset, stream].filter((part) => part !== '').join(' · ');
}

function offsetText(decimal: string): string {
  const value = Number(decimal);
  return Number.isSafeInteger(value) ? countText(value) : decimal;
}

/** The count of problems of this run; opens their list. */
export function FaultListButton(): ReactElement | null {
  const faults = useDocument((s) => s.faults);
  if (faults.length === 0) return null;
  return (
    <DialogTrigger>
      <Button className="status-button bad">{pluralText(faults.length, 'problem')}</Button>
      <Sheet placement="top end" className="fault-sheet">
        <Dialog className="fault-list" aria-label="Problems of this run">
          <Heading slot="title" className="pane-title">
            problems of this run
          </Heading>
          <ul>
            {faults.map((entry) => (
              <li key={entry.id}>
                <FaultWords fault={entry.fault} />
              </li>
            ))}
          </ul>
        </Dialog>
      </Sheet>
    </DialogTrigger>
  );
}
