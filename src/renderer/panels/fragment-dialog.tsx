// What a file of bare records does not say of itself, asked of the user: dataset, DBN version, symbol.
import { type ReactElement, useState } from 'react';
import {
  Dialog,
  Form,
  Heading,
  Input,
  Label,
  Modal,
  ModalOverlay,
  TextField,
  ToggleButton,
} from 'react-aria-components';
import { FragmentSettings } from '../../../contracts/fragment.ts';
import { useApp, useObservable } from './app-context.ts';
import { IconButton, Segment, TextButton } from './controls.tsx';

const VERSIONS = [
  { id: 1, text: '1' },
  { id: 2, text: '2' },
  { id: 3, text: '3' },
] as const;

export function FragmentDialog(): ReactElement {
  const app = useApp();
  const file = useObservable(app.sources.fragmentFile, (value) => value);
  const close = (): void => app.sources.fragmentFile.set(null);
  return (
    <ModalOverlay
      className="overlay"
      isDismissable
      isOpen={file !== null}
      onOpenChange={(open) => !open && close()}
    >
      <Modal className="modal narrow">
        <Dialog className="shortcuts">
          <div className="shortcuts-head">
            <Heading slot="title" className="shortcuts-title">
              Open bare records
            </Heading>
            <IconButton icon="close" label="Close" keyWords="Esc" onPress={close} />
          </div>
          {file === null ? null : <FragmentForm key={file} file={file} />}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function FragmentForm({ file }: { file: string }): ReactElement {
  const app = useApp();
  const [dataset, setDataset] = useState('GLBX.MDP3');
  const [version, setVersion] = useState<1 | 2 | 3>(3);
  const [symbol, setSymbol] = useState('');
  const [tsOut, setTsOut] = useState(false);
  const named = symbol.trim() === '' ? {} : { symbol: symbol.trim() };
  const settings = FragmentSettings.safeParse({ dataset: dataset.trim(), version, tsOut, ...named });
  return (
    <Form
      className="fragment-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (settings.success) void app.sources.openFragment(settings.data);
      }}
    >
      <p className="fault-place number selectable">{file}</p>
      <TextField className="text-field" value={dataset} onChange={setDataset} autoFocus>
        <Label>Dataset</Label>
        <Input />
      </TextField>
      <TextField className="text-field" value={symbol} onChange={setSymbol}>
        <Label>Symbol</Label>
        <Input placeholder="as it should be shown; the id where empty" />
      </TextField>
      <div className="text-field">
        <span>DBN version</span>
        <Segment<1 | 2 | 3> label="DBN version" items={VERSIONS} chosen={version} onChoose={setVersion} />
      </div>
      <div className="text-field">
        <span>Send times</span>
        <ToggleButton className="button text-button" isSelected={tsOut} onChange={setTsOut}>
          {tsOut ? 'at the end of every record' : 'none'}
        </ToggleButton>
      </div>
      <TextButton type="submit" className="fragment-open" isDisabled={!settings.success}>
        Open
      </TextButton>
    </Form>
  );
}
