// How values become pixels: what one pixel of many seconds shows, and whether values with little depth behind them fade.
import type { ReactElement } from 'react';
import { Button, Dialog, DialogTrigger, Group, Input, NumberField, Switch } from 'react-aria-components';
import { TILE_AGGREGATES, type TileAggregate } from '../../../contracts/tiles.ts';
import { useApp, useView } from './app-context.ts';
import { Segment, Sheet } from './controls.tsx';
import { Icon } from './icons.tsx';

const WORDS: Readonly<Record<TileAggregate, string>> = {
  max: 'the value of greatest magnitude: no spike is lost',
  mean: 'the mean of its seconds',
  last: 'its last second',
};
const ITEMS = TILE_AGGREGATES.map((id) => ({ id, text: id, name: WORDS[id] }));

export function PixelMenu(): ReactElement {
  const app = useApp();
  const aggregate = useView((s) => s.aggregate);
  const weighted = useView((s) => s.weighted);
  const weightLots = useView((s) => s.weightLots);
  return (
    <DialogTrigger>
      <Button
        className="button map-button"
        aria-label={`Pixels: ${aggregate}${weighted ? `, weighted by depth, half at ${weightLots} lots` : ''}`}
      >
        {aggregate}
        {weighted ? <span className="weak">· depth</span> : null}
        <Icon name="chevron" />
      </Button>
      <Sheet placement="bottom end">
        <Dialog className="pixel-sheet" aria-label="How values become pixels">
          <h3 className="pane-title">zoomed out, a pixel shows</h3>
          <Segment
            label="A pixel of many seconds shows"
            items={ITEMS}
            chosen={aggregate}
            onChoose={(id) => app.view.setState({ aggregate: id })}
          />
          <p className="pixel-words">{WORDS[aggregate]}</p>
          <h3 className="pane-title">depth behind a value</h3>
          <Switch
            className="pixel-switch"
            isSelected={weighted}
            onChange={(on) => app.view.setState({ weighted: on })}
          >
            <span className="switch-track" aria-hidden="true" />
            Fade what few lots made
          </Switch>
          <NumberField
            className="param-field"
            aria-label="Lots at which a value counts half"
            value={weightLots}
            minValue={1}
            maxValue={100_000}
            step={1}
            isDisabled={!weighted}
            onChange={(lots) => {
              if (lots >= 1) app.view.setState({ weightLots: Math.round(lots) });
            }}
          >
            <Group className="param-group">
              <Input className="param-input number" />
              <span className="pixel-words">lots count half</span>
            </Group>
          </NumberField>
        </Dialog>
      </Sheet>
    </DialogTrigger>
  );
}
