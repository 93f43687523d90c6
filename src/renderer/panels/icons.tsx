// The few pictures of the chrome: 16 × 16, drawn in the text's colour, always beside or under an accessible name.
import type { ReactElement } from 'react';

const SHAPES = {
  play: <path d="M5 3.2v9.6l7.6-4.8z" fill="currentColor" stroke="none" />,
  pause: <path d="M4.5 3.5h2.4v9H4.5zM9.1 3.5h2.4v9H9.1z" fill="currentColor" stroke="none" />,
  start: <path d="M3.2 3.5h1.6v9H3.2zM12.8 3.5v9L5.8 8z" fill="currentColor" stroke="none" />,
  end: <path d="M11.2 3.5h1.6v9h-1.6zM3.2 3.5v9l7-4.5z" fill="currentColor" stroke="none" />,
  stepBack: <path d="M10.2 3.5v9L4 8z" fill="currentColor" stroke="none" />,
  stepForward: <path d="M5.8 3.5v9L12 8z" fill="currentColor" stroke="none" />,
  eventBack: <path d="m9.8 4.2-3.8 3.8 3.8 3.8M3.6 5.2v5.6" />,
  eventForward: <path d="m6.2 4.2 3.8 3.8-3.8 3.8M12.4 5.2v5.6" />,
  open: <path d="M2 12.5V4h4l1.4 1.6H13v2M2 12.5l1.9-4.9H15l-1.9 4.9z" />,
  picture: <path d="M8 2.5v7.2M5.2 7 8 9.8 10.8 7M2.8 11.2v2.3h10.4v-2.3" />,
  help: <path d="M5.8 6.1a2.2 2.2 0 1 1 3.2 2c-.7.3-1 .8-1 1.5M8 12v.3" />,
  chevron: <path d="m4.8 6.5 3.2 3.2 3.2-3.2" />,
  close: <path d="m4 4 8 8M12 4l-8 8" />,
  check: <path d="m3.5 8.4 3 3 6-6.6" />,
  warning: <path d="M8 2.6 14.2 13H1.8zM8 6.6v3M8 11.2v.3" />,
  follow: <path d="M2 8h8M7 4.8 10.2 8 7 11.2M13 3v10" />,
  swap: <path d="M3 5.6h9.4M10 3.2l2.4 2.4L10 8M13 10.4H3.6M6 8l-2.4 2.4L6 12.8" />,
  undo: <path d="M5.6 3.4 2.8 6.2 5.6 9M3 6.2h6.4a3.2 3.2 0 0 1 0 6.4H6.2" />,
  redo: <path d="M10.4 3.4 13.2 6.2 10.4 9M13 6.2H6.6a3.2 3.2 0 0 0 0 6.4h3.2" />,
  copy: <path d="M5.6 5.6V2.8h7.6v7.6h-2.8M2.8 5.6h7.6v7.6H2.8z" />,
  dot: <path d="M8 5.4a2.6 2.6 0 1 1 0 5.2 2.6 2.6 0 0 1 0-5.2" fill="currentColor" stroke="none" />,
  back: <path d="M13 8H3.4M7 4.4 3.4 8 7 11.6" />,
  folder: <path d="M2 12.5v-9h4l1.4 1.6H14v7.4z" />,
  file: <path d="M4 2.2h5l3 3v8.6H4zM9 2.2v3h3" />,
  toy: <path d="M2.5 13V3M2.5 13h11M4.6 10.4c1.6-5 3-5 4 0 .8-3.4 1.8-3.4 2.6 0M13 7.4v.2" />,
  spark: <path d="M2 11.5 5 7l2.4 2.6L10 4l1.8 3.4L14 5.8" />,
} satisfies Record<string, ReactElement>;

export type IconName = keyof typeof SHAPES;

export function Icon({ name }: { name: IconName }): ReactElement {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {SHAPES[name]}
    </svg>
  );
}
