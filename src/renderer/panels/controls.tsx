// The chrome's own controls, made of headless ones that bring keyboard and screen reader behaviour: every button has a
// name, a tooltip that tells its key, and a visible focus.
import type { ReactElement, ReactNode } from 'react';
import {
  Button,
  type ButtonProps,
  type Key,
  Popover,
  type PopoverProps,
  ToggleButton,
  ToggleButtonGroup,
  Tooltip,
  TooltipTrigger,
} from 'react-aria-components';
import { Icon, type IconName } from './icons.tsx';

interface IconButtonProps {
  readonly icon: IconName;
  readonly label: string;
  /** Shown behind the name in the tooltip. */
  readonly keyWords?: string;
  readonly chosen?: boolean;
  readonly isDisabled?: boolean;
  onPress(): void;
}

export function IconButton({
  icon,
  label,
  keyWords,
  chosen,
  isDisabled,
  onPress,
}: IconButtonProps): ReactElement {
  return (
    <Hint text={label} keyWords={keyWords}>
      <Button
        className={chosen ? 'button icon-button chosen' : 'button icon-button'}
        aria-label={label}
        isDisabled={isDisabled ?? false}
        onPress={onPress}
      >
        <Icon name={icon} />
      </Button>
    </Hint>
  );
}

/** A tooltip for the one focusable child. */
export function Hint({
  text,
  keyWords,
  children,
}: {
  text: string;
  keyWords?: string | undefined;
  children: ReactElement;
}): ReactElement {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      {children}
      <Tooltip className="tooltip" offset={6}>
        {text}
        {keyWords ? <kbd>{keyWords}</kbd> : null}
      </Tooltip>
    </TooltipTrigger>
  );
}

export function TextButton({ className, ...props }: ButtonProps & { className?: string }): ReactElement {
  return <Button {...props} className={`button text-button ${className ?? ''}`} />;
}

export interface SegmentItem<K extends Key> {
  readonly id: K;
  readonly text: ReactNode;
  /** What a screen reader says and a tooltip shows, where the text alone is a symbol. */
  readonly name?: string;
  readonly keyWords?: string;
}

interface SegmentProps<K extends Key> {
  readonly label: string;
  readonly items: readonly SegmentItem<K>[];
  readonly chosen: K | null;
  readonly trailing?: ReactNode;
  onChoose(id: K): void;
}

/** One of a few: a row of joined buttons, the chosen one filled. */
export function Segment<K extends Key>({
  label,
  items,
  chosen,
  trailing,
  onChoose,
}: SegmentProps<K>): ReactElement {
  return (
    <div className="segment">
      <ToggleButtonGroup
        className="segment-items"
        aria-label={label}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={chosen === null ? [] : [chosen]}
        onSelectionChange={(keys) => {
          const [id] = keys;
          if (id !== undefined && id !== chosen) onChoose(id as K);
        }}
      >
        {items.map((item) => (
          <SegmentButton key={item.id} item={item} />
        ))}
      </ToggleButtonGroup>
      {trailing}
    </div>
  );
}

function SegmentButton<K extends Key>({ item }: { item: SegmentItem<K> }): ReactElement {
  const button = (
    <ToggleButton id={item.id} className="segment-item" {...(item.name ? { 'aria-label': item.name } : {})}>
      {item.text}
      {item.keyWords ? <span className="key-hint">{item.keyWords}</span> : null}
    </ToggleButton>
  );
  return item.name ? <Hint text={item.name}>{button}</Hint> : button;
}

export function Sheet({ className, ...props }: PopoverProps & { className?: string }): ReactElement {
  return <Popover offset={6} {...props} className={`sheet ${className ?? ''}`} />;
}
