// What to keep of the open day: the picture as it is, or a table with its format, time and columns.
import { type ReactElement, useState } from 'react';
import {
  Dialog,
  Form,
  Heading,
  Input,
  Label,
  Modal,
  ModalOverlay,
  Radio,
  RadioGroup,
  TextField,
} from 'react-aria-components';
import { datasetsFrom } from '../../../contracts/all-datasets.ts';
import { type DatasetSpec, PHYSICS_SURFACE_ID } from '../../../contracts/datasets.ts';
import { EXPORT_FORMATS, type ExportFormat } from '../../../contracts/exports.ts';
import { clockFromDay } from '../format/trade-time.ts';
import type { DayFacts } from '../state/document.ts';
import { useApp, useBlind, useDocument, useObservable } from './app-context.ts';
import { IconButton, Segment, TextButton } from './controls.tsx';
import { ExportColumns } from './export-columns.tsx';

type Kind = 'picture' | 'table';
type Span = 'visible' | 'day';

const KINDS = [
  { id: 'picture', text: 'Picture' },
  { id: 'table', text: 'Table' },
] as const satisfies readonly { id: Kind; text: string }[];
const SIZES = [
  { id: 1, text: '1600 × 900' },
  { id: 2, text: '3200 × 1800' },
  { id: 4, text: '6400 × 3600' },
] as const;
const FORMAT_WORDS: Readonly<Record<ExportFormat, string>> = {
  parquet: 'Parquet',
  arrow: 'Arrow',
  csv: 'CSV',
};
const FORMATS = EXPORT_FORMATS.map((id) => ({ id, text: FORMAT_WORDS[id] }));

export function ExportDialog(): ReactElement {
  const app = useApp();
  const isOpen = useObservable(app.exports.shown, (shown) => shown);
  const day = useDocument((s) => s.day);
  const close = (): void => app.exports.shown.set(false);
  return (
    <ModalOverlay
      className="overlay"
      isDismissable
      isOpen={isOpen && day !== null}
      onOpenChange={(open) => app.exports.shown.set(open)}
    >
      <Modal className="modal export-modal">
        <Dialog className="shortcuts">
          <div className="shortcuts-head">
            <Heading slot="title" className="shortcuts-title">
              Export
            </Heading>
            <IconButton icon="close" label="Close" keyWords="Esc" onPress={close} />
          </div>
          {day ? <ExportForm day={day} close={close} /> : null}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function ExportForm({ day, close }: { day: DayFacts; close: () => void }): ReactElement {
  const [kind, setKind] = useState<Kind>('table');
  const blind = useBlind();
  if (blind)
    return (
      <div className="export-body">
        <p className="weak">A table would tell day and time: while you practise, the picture alone.</p>
        <PictureForm close={close} />
      </div>
    );
  return (
    <div className="export-body">
      <Line name="What">
        <Segment<Kind> label="What" items={KINDS} chosen={kind} onChoose={setKind} />
      </Line>
      {kind === 'picture' ? <PictureForm close={close} /> : <TableForm day={day} close={close} />}
    </div>
  );
}

function PictureForm({ close }: { close: () => void }): ReactElement {
  const app = useApp();
  const [scale, setScale] = useState<1 | 2 | 4>(2);
  return (
    <Form
      className="export-body"
      onSubmit={(event) => {
        event.preventDefault();
        close();
        void app.exports.picture(scale);
      }}
    >
      <Line name="Pixels">
        <Segment<1 | 2 | 4> label="Pixels" items={SIZES} chosen={scale} onChoose={setScale} />
      </Line>
      <p className="weak">
        The chart as it is, with axes, legend and caption. Key E saves it without asking.
      </p>
      <TextButton type="submit" className="fragment-open">
        Save picture
      </TextButton>
    </Form>
  );
}

function TableForm({ day, close }: { day: DayFacts; close: () => void }): ReactElement {
  const app = useApp();
  const catalogue = useDocument((s) => s.catalogue);
  const datasets = datasetsFrom(catalogue);
  const [table, setTable] = useState(PHYSICS_SURFACE_ID);
  const [format, setFormat] = useState<ExportFormat>('parquet');
  const [span, setSpan] = useState<Span>('visible');
  const [ticks, setTicks] = useState('');
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const dataset = datasets.find(({ id }) => id === table) as DatasetSpec;
  const choosable = dataset.columns.filter(({ name }) => !dataset.key.includes(name));
  const chosen = choosable.filter(({ name }) => !left.has(name));
  const hasTicks = dataset.columns.some(({ name }) => name === 'rel_ticks');
  const valid = /^\d{0,5}$/.test(ticks);
  const visible = app.exports.visibleWindows();
  const submit = (): void => {
    close();
    void app.exports.table({
      table,
      format,
      ...(span === 'visible' && visible ? visible : {}),
      ...(chosen.length === choosable.length ? {} : { columns: chosen.map(({ name }) => name) }),
      ...(hasTicks && ticks !== '' ? { rangeTicks: Number(ticks) } : {}),
    });
  };
  return (
    <Form
      className="export-body"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <TableList datasets={datasets} chosen={table} onChoose={setTable} />
      <Line name="Format">
        <Segment<ExportFormat> label="Format" items={FORMATS} chosen={format} onChoose={setFormat} />
      </Line>
      <Line name="Time">
        <Segment<Span> label="Time" items={spanItems(day, visible)} chosen={span} onChoose={setSpan} />
      </Line>
      {hasTicks ? (
        <TextField className="text-field" value={ticks} onChange={setTicks} isInvalid={!valid}>
          <Label>Ticks from spot</Label>
          <Input placeholder="all" inputMode="numeric" className="export-ticks" />
        </TextField>
      ) : null}
      <ExportColumns columns={choosable} fields={catalogue} left={left} onChange={setLeft} />
      <div className="export-foot">
        <span className="weak">Keys are always there; the file names its schema and parameters.</span>
        <TextButton type="submit" isDisabled={!valid}>
          Save table
        </TextButton>
      </div>
    </Form>
  );
}

function TableList({
  datasets,
  chosen,
  onChoose,
}: {
  datasets: readonly DatasetSpec[];
  chosen: string;
  onChoose(id: string): void;
}): ReactElement {
  return (
    <RadioGroup aria-label="Table" className="export-tables" value={chosen} onChange={onChoose}>
      {datasets.map(({ id, doc }) => (
        <Radio key={id} value={id} className="export-table">
          <span className="number export-table-id">{id}</span>
          <span className="weak">{doc}</span>
        </Radio>
      ))}
    </RadioGroup>
  );
}

interface Windows {
  readonly windowFrom: number;
  readonly windowEnd: number;
}

function spanItems({ summary }: DayFacts, visible: Windows | null): readonly { id: Span; text: string }[] {
  const clock = clockFromDay(summary);
  const text = visible
    ? `In sight ${clock.timeText(visible.windowFrom)}–${clock.timeText(visible.windowEnd)}`
    : 'In sight';
  return [
    { id: 'visible', text },
    { id: 'day', text: 'Whole day' },
  ];
}

function Line({ name, children }: { name: string; children: ReactElement }): ReactElement {
  return (
    <div className="text-field">
      <span>{name}</span>
      {children}
    </div>
  );
}
