// Which field is drawn: the catalogue's first four as a segment, the others in a menu that tells what each means.
import type { ReactElement } from 'react';
import { Button, Header, Menu, MenuItem, MenuSection, MenuTrigger } from 'react-aria-components';
import type { FieldDescriptor } from '../../../contracts/fields.ts';
import { fieldFamilies, HEADER_FIELDS, KEYED_FIELDS } from '../format/symbols.ts';
import { useApp, useDocument, useView } from './app-context.ts';
import { Segment, Sheet } from './controls.tsx';
import { FieldSymbol } from './field-symbol.tsx';
import { Icon } from './icons.tsx';

export function FieldPicker(): ReactElement {
  const app = useApp();
  const catalogue = useDocument((s) => s.catalogue);
  const fieldId = useView((s) => s.fieldId) ?? catalogue[0]?.id ?? null;
  const first = catalogue.slice(0, HEADER_FIELDS);
  return (
    <Segment
      label="Field"
      chosen={first.some((field) => field.id === fieldId) ? fieldId : null}
      items={first.map((field, i) => ({
        id: field.id,
        text: <FieldSymbol symbol={field.symbol} />,
        name: `${field.label}: ${field.hint}`,
        keyWords: String(i + 1),
      }))}
      onChoose={(id) => app.picture.chooseField(id)}
      trailing={
        catalogue.length > HEADER_FIELDS ? <MoreFields catalogue={catalogue} fieldId={fieldId} /> : null
      }
    />
  );
}

function MoreFields({
  catalogue,
  fieldId,
}: {
  catalogue: readonly FieldDescriptor[];
  fieldId: string | null;
}): ReactElement {
  const app = useApp();
  const chosen = catalogue.slice(HEADER_FIELDS).find((field) => field.id === fieldId);
  const shown = chosen ? [chosen] : catalogue.slice(HEADER_FIELDS, KEYED_FIELDS);
  return (
    <MenuTrigger>
      <Button
        className={chosen ? 'segment-item segment-menu chosen' : 'segment-item segment-menu'}
        aria-label="More fields"
      >
        {shown.map((field) => (
          <FieldSymbol key={field.id} symbol={field.symbol} />
        ))}
        <Icon name="chevron" />
      </Button>
      <Sheet className="field-menu" placement="bottom start">
        <Menu
          aria-label="Fields"
          className="menu"
          selectionMode="single"
          selectedKeys={fieldId ? [fieldId] : []}
          onAction={(key) => app.picture.chooseField(String(key))}
        >
          {fieldFamilies(catalogue).map((family) => (
            <MenuSection key={family.title} className="menu-section">
              <Header className="menu-title">{family.title}</Header>
              {family.fields.map((field) => (
                <FieldItem key={field.id} field={field} position={catalogue.indexOf(field)} />
              ))}
            </MenuSection>
          ))}
        </Menu>
      </Sheet>
    </MenuTrigger>
  );
}

function FieldItem({ field, position }: { field: FieldDescriptor; position: number }): ReactElement {
  return (
    <MenuItem id={field.id} className="menu-item field-item" textValue={field.label}>
      <FieldSymbol symbol={field.symbol} />
      <span className="field-item-label">{field.label}</span>
      <span className="field-item-hint">{field.hint}</span>
      {position < KEYED_FIELDS ? <kbd>{position + 1}</kbd> : <span />}
    </MenuItem>
  );
}
