// The header: what is open, which field on which lattice, how far the day can be trusted, and what can be done.
import type { ReactElement } from 'react';
import { Button, DialogTrigger, Menu, MenuItem, MenuTrigger } from 'react-aria-components';
import type { Lattice } from '../../../contracts/fields.ts';
import type { DaySummary } from '../../../contracts/messages.ts';
import { compactText } from '../format/numbers.ts';
import { GRADE_TONES } from '../format/quality.ts';
import { clockFromDay, dateText } from '../format/trade-time.ts';
import { COMMANDS } from '../shortcuts/commands.ts';
import { siblingDays, tradedVolume } from '../state/document.ts';
import { paramsWords } from '../state/params.ts';
import { lastKnownWindow } from '../state/readouts.ts';
import { useApp, useBlind, useDocument, useObservable, useView } from './app-context.ts';
import { ContractSheet } from './contract-sheet.tsx';
import { Hint, IconButton, Segment, Sheet } from './controls.tsx';
import { FieldPicker } from './field-picker.tsx';
import { Icon } from './icons.tsx';

const LATTICE_ITEMS = [
  { id: 'B', text: 'Bids' },
  { id: 'A', text: 'Asks' },
  { id: 'L', text: 'Line' },
] as const satisfies readonly { id: Lattice; text: string }[];

export function AppHeader(): ReactElement {
  const app = useApp();
  const lattice = useView((s) => s.lattice);
  const summary = useDocument((s) => s.day?.summary ?? null);
  const blind = useBlind();
  return (
    <header className="app-header">
      <h1 className="product">Fieldbook</h1>
      {summary ? (
        <>
          {blind ? null : <Instrument summary={summary} />}
          <FieldPicker />
          <Segment
            label="Lattice"
            items={LATTICE_ITEMS}
            chosen={lattice}
            onChoose={(id) => app.picture.chooseLattice(id)}
          />
          <ParamsChip />
          <span className="spacer" />
          {blind ? null : <QualityPill />}
        </>
      ) : (
        <span className="spacer" />
      )}
      <div className="header-actions">
        {summary ? <CommandButton id="export" icon="picture" /> : null}
        <CommandButton id="open-file" icon="open" />
        <CommandButton id="show-shortcuts" icon="help" />
      </div>
    </header>
  );
}

function CommandButton({ id, icon }: { id: string; icon: 'picture' | 'open' | 'help' }): ReactElement {
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

/** Symbol, name and trade date; the symbol opens a menu where the source holds other instruments. */
function Instrument({ summary }: { summary: DaySummary }): ReactElement {
  const days = useDocument((s) => s.days);
  const siblings = siblingDays(days, summary);
  return (
    <div className="instrument">
      {siblings.length > 1 ? (
        <InstrumentMenu summary={summary} siblings={siblings} />
      ) : (
        <strong>{summary.symbol}</strong>
      )}
      <ContractButton summary={summary} />
    </div>
  );
}

/** What the instrument is and the trade date at the playhead; opens the facts of both. */
function ContractButton({ summary }: { summary: DaySummary }): ReactElement {
  const app = useApp();
  const clock = clockFromDay(summary);
  const tradeDay = useObservable(app.playhead.position, (position) =>
    clock.tradeDay(lastKnownWindow(position)),
  );
  const date = dateText(tradeDay);
  return (
    <DialogTrigger>
      <Button
        className="button instrument-words"
        aria-label={`Contract and session of ${summary.symbol}, trade date ${date}`}
      >
        {summary.description ? <span className="instrument-name">{summary.description} · </span> : null}
        {date}
      </Button>
      <ContractSheet summary={summary} tradeDay={tradeDay} />
    </DialogTrigger>
  );
}

function InstrumentMenu({
  summary,
  siblings,
}: {
  summary: DaySummary;
  siblings: readonly DaySummary[];
}): ReactElement {
  const app = useApp();
  return (
    <MenuTrigger>
      <Button className="button instrument-button" aria-label={`Instrument ${summary.symbol}`}>
        <strong>{summary.symbol}</strong>
        <Icon name="chevron" />
      </Button>
      <Sheet placement="bottom start">
        <Menu
          aria-label="Instruments of this source, most traded first"
          className="menu"
          selectionMode="single"
          selectedKeys={[summary.dayId]}
          onAction={(key) => void app.replay.openDay(String(key))}
        >
          {siblings.map((day) => (
            <MenuItem
              key={day.dayId}
              id={day.dayId}
              className="menu-item instrument-item"
              textValue={day.symbol}
            >
              <span>{day.symbol}</span>
              <span className="number weak">{compactText(tradedVolume(day))} traded</span>
            </MenuItem>
          ))}
        </Menu>
      </Sheet>
    </MenuTrigger>
  );
}

/** The set of parameters in use; pressing it shows them. */
function ParamsChip(): ReactElement {
  const app = useApp();
  const words = useObservable(app.params.state, paramsWords);
  const changed = useObservable(app.params.state, (state) => state.changed > 0);
  return (
    <Hint text="Parameters of the model" keyWords="M">
      <Button
        className={changed ? 'button params-chip changed' : 'button params-chip'}
        aria-label={`Parameters: ${words}`}
        onPress={() => app.showPane('params')}
      >
        <span className="symbol">{changed ? '●' : '○'}</span>
        {words}
      </Button>
    </Hint>
  );
}

/** The engine's verdict; pressing it shows what it rests on. */
function QualityPill(): ReactElement | null {
  const app = useApp();
  const verdict = useDocument((s) => s.day?.summary.verdict);
  if (!verdict) return null;
  const words = `${verdict.grade} · ${verdict.phrase}`;
  return (
    <Button
      className={`pill ${GRADE_TONES[verdict.grade]}`}
      aria-label={`Quality: ${words}`}
      onPress={() => app.lowerPane.set('audit')}
    >
      {words}
    </Button>
  );
}
