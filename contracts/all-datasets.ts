// The list of all published tables, from wherever each is declared.
import {
  BOOK_SNAPSHOT,
  type DatasetSpec,
  DEPTH_AND_FLOW,
  type FieldColumn,
  physicsSurfaceSpec,
  SESSION_EVENTS,
  TAPE_EVENTS,
} from './datasets.ts';
import { FORECAST } from './forecast.ts';
import { MARKER_EVENTS, MARKERS } from './marker-datasets.ts';
import { MBO } from './mbo-dataset.ts';
import { DEPTH_AND_FLOW_OPT, physicsSurfaceOptSpec } from './option-datasets.ts';

/** Every published table, for the fields of a catalogue. */
export function datasetsFrom(fields: readonly FieldColumn[]): readonly DatasetSpec[] {
  return [
    MBO,
    BOOK_SNAPSHOT,
    DEPTH_AND_FLOW,
    SESSION_EVENTS,
    TAPE_EVENTS,
    physicsSurfaceSpec(fields),
    DEPTH_AND_FLOW_OPT,
    physicsSurfaceOptSpec(fields),
    MARKERS,
    MARKER_EVENTS,
    FORECAST,
  ];
}
