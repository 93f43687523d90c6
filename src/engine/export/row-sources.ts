// Which rows belong to which dataset.
import {
  BOOK_SNAPSHOT,
  DEPTH_AND_FLOW,
  PHYSICS_SURFACE_ID,
  SESSION_EVENTS,
  TAPE_EVENTS,
} from '../../../contracts/datasets.ts';
import { FORECAST } from '../../../contracts/forecast.ts';
import { MARKER_EVENTS, MARKERS } from '../../../contracts/marker-datasets.ts';
import { MBO } from '../../../contracts/mbo-dataset.ts';
import { DEPTH_AND_FLOW_OPT, PHYSICS_SURFACE_OPT_ID } from '../../../contracts/option-datasets.ts';
import { mboRows } from './bronze-rows.ts';
import { depthRows, goldRows, type RowSource, sessionRows, snapshotRows, tapeRows } from './export-rows.ts';
import { optionDepthRows, optionGoldRows } from './option-rows.ts';
import { forecastRows, markerEventRows, markerRows } from './stream-rows.ts';

export const ROW_SOURCES: Readonly<Record<string, RowSource>> = {
  [MBO.id]: mboRows,
  [BOOK_SNAPSHOT.id]: snapshotRows,
  [DEPTH_AND_FLOW.id]: depthRows,
  [DEPTH_AND_FLOW_OPT.id]: optionDepthRows,
  [PHYSICS_SURFACE_OPT_ID]: optionGoldRows,
  [SESSION_EVENTS.id]: sessionRows,
  [TAPE_EVENTS.id]: tapeRows,
  [PHYSICS_SURFACE_ID]: goldRows,
  [MARKERS.id]: markerRows,
  [MARKER_EVENTS.id]: markerEventRows,
  [FORECAST.id]: forecastRows,
};
