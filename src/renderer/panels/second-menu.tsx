// The second channel's control: how it is shown, which field, and under which parameters.
import type { ReactElement } from 'react';
import {
  Button,
  Dialog,
  DialogTrigger,
  Header,
  ListBox,
  ListBoxItem,
  ListBoxSection,
} from 'react-aria-components';
import type { FieldDescriptor } from '../../../contracts/fields.ts';
import { PRESET_NAMES } from '../../../contracts/params.ts';
import { fieldFamilies, KEYED_FIELDS } from '../format/symbols.ts';
import { SECOND_MODES } from '../scene/second-channel.ts';
import { refusalOf, secondField, setWord } from '../state/second-channel.ts';
import type { SecondParams } from '../state/view.ts';
import { useApp, useDocument, useView } from './app-context.ts';
import { Hint, IconButton, Segment, Sheet, TextButton } from './controls.tsx';
import { FieldSymbol } from './field-symbol.tsx';
import { Icon } from './icons.tsx';

const MODE_WORDS = {
  off: 'no second field',
  contour: 'lines of equal value over the first field',
  hatch: 'hatching where it is strong',
  beside: 'side by side with one cursor',
  difference: 'first minus second',
} as const;
const MODES = (['off', ...SECOND_MODES] as const).map((id) => ({ id, text: id, name: MODE_WORDS[id] }));

/** Symbol and mode of the second field, or the offer of one. */
export function SecondMenu({ first }: { first: FieldDescriptor }): ReactElement {
  const catalogue = useDocument((s) => s.catalogue);
  const fieldId = useView((s) => s.fieldId);
  const second = useView((s) => s.second);
  const field = secondField(catalogue, { fieldId, second });
  const { mode } = second;
  const on = mode !== 'off' && field !== null;
  const refused = on ? refusalOf(first, field, mode) : null;
  const words = refused ? `no ${mode}: ${refused}` : mode;
  const name = on ? `Second field: ${field.label}, ${words}` : 'Second field';
  return (
    <DialogTrigger>
      <Hint text={name} keyWords="S">
        <Button className={on ? 'button map-button second-button on' : 'button map-button'} aria-label={name}>
          {on ? (
            <>
              {refused ? `no ${mode}` : mode} <FieldSymbol symbol={field.symbol} />
            </>
          ) : (
            '+ second'
          )}
          <Icon name="chevron" />
        </Button>
      </Hint>
      <Sheet placement="bottom start">
        <Dialog className="second-sheet" aria-label="Second field">
          <ModeChoice first={first} field={field} />
          <ParamsChoice />
          <FieldChoice catalogue={catalogue} chosen={field?.id ?? null} />
        </Dialog>
      </Sheet>
    </DialogTrigger>
  );
}

function ModeChoice({
  first,
  field,
}: {
  first: FieldDescriptor;
  field: FieldDescriptor | null;
}): ReactElement {
  const app = useApp();
  const mode = useView((s) => s.second.mode);
  const refused = field && mode !== 'off' ? refusalOf(first, field, mode) : null;
  return (
    <>
      <div className="second-head">
        <h3 className="pane-title">second field</h3>
        <IconButton
          icon="swap"
          label="Swap first and second"
          keyWords="X"
          onPress={() => app.picture.swapFields()}
        />
      </div>
      <Segment
        label="Second field is shown as"
        items={MODES}
        chosen={mode}
        onChoose={(id) => app.view.setState(({ second }) => ({ second: { ...second, mode: id } }))}
      />
      <p className="pixel-words">
        {refused ? `no difference: ${first.label} and ${field?.label} have other units` : MODE_WORDS[mode]}
      </p>
    </>
  );
}

/** The set that the second field is under: the first one's, a preset, or one that was kept. */
function ParamsChoice(): ReactElement {
  const app = useApp();
  const { params } = useView((s) => s.second);
  const set = (next: SecondParams): void =>
    app.view.setState(({ second }) => ({ second: { ...second, params: next } }));
  const kept = typeof params === 'string' ? null : setWord(params);
  const items = [
    { id: 'same', text: 'as first' },
    ...PRESET_NAMES.map((id) => ({ id: id as string, text: id })),
    ...(kept === null ? [] : [{ id: 'kept', text: kept, name: `The set that was kept: ${kept}` }]),
  ];
  return (
    <>
      <h3 className="pane-title">its parameters</h3>
      <div className="second-line">
        <Segment
          label="Parameters of the second field"
          items={items}
          chosen={kept === null ? (params as string) : 'kept'}
          onChoose={(id) => id !== 'kept' && set(id as SecondParams)}
        />
        <Hint text="Keep the set of the moment for the second field, then change the first one's">
          <TextButton onPress={() => set(app.params.state.get().params)}>Keep present</TextButton>
        </Hint>
      </div>
    </>
  );
}

function FieldChoice({
  catalogue,
  chosen,
}: {
  catalogue: readonly FieldDescriptor[];
  chosen: string | null;
}): ReactElement {
  const app = useApp();
  return (
    <ListBox
      aria-label="Second field"
      className="menu second-fields"
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={chosen ? [chosen] : []}
      onSelectionChange={(keys) => {
        const [id] = keys === 'all' ? [] : keys;
        if (id !== undefined) app.picture.chooseSecondField(String(id));
      }}
    >
      {fieldFamilies(catalogue).map((family) => (
        <ListBoxSection key={family.title} className="menu-section">
          <Header className="menu-title">{family.title}</Header>
          {family.fields.map((field) => (
            <ListBoxItem
              key={field.id}
              id={field.id}
              className="menu-item field-item"
              textValue={field.label}
            >
              <FieldSymbol symbol={field.symbol} />
              <span className="field-item-label">{field.label}</span>
              <span className="field-item-hint">{field.hint}</span>
              {catalogue.indexOf(field) < KEYED_FIELDS ? (
                <kbd>⇧{catalogue.indexOf(field) + 1}</kbd>
              ) : (
                <span />
              )}
            </ListBoxItem>
          ))}
        </ListBoxSection>
      ))}
    </ListBox>
  );
}
